package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.CorruptFileException;
import io.elanus.durable.MemoryObjectStore;
import io.elanus.durable.ObjectWriter;
import io.elanus.model.Column;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ColumnFileFormatTest {
    private static final int DIM = 3;

    private final MemoryObjectStore objects = new MemoryObjectStore();

    private static FieldSchema field(DataType type) {
        FieldSchema.Builder field = FieldSchema.builder("field", type).id(100).nullable(true);
        return type.isVector() ? field.dim(DIM).build() : field.build();
    }

    private static void addValue(ColumnBuilder column, DataType type, Random random) {
        switch (type) {
            case BOOL -> column.add(random.nextBoolean());
            case INT8, INT16, INT32 -> column.add(random.nextInt());
            case INT64, TIMESTAMPTZ -> column.add(random.nextLong());
            case FLOAT -> column.add(random.nextInt(10) == 0 ? Float.NaN : random.nextFloat());
            case DOUBLE -> column.add(random.nextInt(10) == 0 ? -0.0 : random.nextDouble());
            case VARCHAR, JSON -> column.add("\u00e4".repeat(random.nextInt(random.nextInt(20) == 0 ? 5_000 : 5)));
            case FLOAT_VECTOR -> column.add(new float[] {random.nextFloat(), -random.nextFloat(), 0});
            case ARRAY,
                    GEOMETRY,
                    TEXT,
                    BINARY_VECTOR,
                    FLOAT16_VECTOR,
                    BFLOAT16_VECTOR,
                    SPARSE_FLOAT_VECTOR,
                    INT8_VECTOR -> throw new IllegalArgumentException("no column of type " + type);
        }
    }

    private static Column column(DataType type, int rowCount, int nullEvery, Random random) {
        ColumnBuilder column = ColumnBuilder.of(field(type));
        for (int row = 0; row < rowCount; row++) {
            if (nullEvery > 0 && random.nextInt(nullEvery) == 0) {
                column.addNull();
            } else {
                addValue(column, type, random);
            }
        }
        return column.build();
    }

    private void write(FieldSchema field, Column[] sources, long[] order) {
        try (ObjectWriter writer = objects.create("column")) {
            ColumnFileFormat.write(writer, field, sources, order, bytes -> {});
            writer.commit();
        }
    }

    private void read(FieldSchema field, int rowCount, Consumer<Column> check) {
        try (BlockFileReader file =
                BlockFileReader.open(objects, "column", ColumnFileFormat.KIND, ColumnFileFormat.VERSION)) {
            file.verify();
            check.accept(ColumnFileFormat.read(file, field, rowCount));
        }
    }

    /** The value of a row as it lies in memory, or null. */
    private static String value(FieldSchema field, Column column, int row) {
        if (column.isNull(row)) {
            return "null";
        }
        Column one = Columns.gather(field, column, new int[] {row});
        return Arrays.toString(Columns.values(one).toArray(ValueLayout.JAVA_BYTE));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"BOOL", "INT8", "INT16", "INT32", "INT64", "FLOAT", "DOUBLE", "VARCHAR", "JSON", "FLOAT_VECTOR"})
    void rowsPickedFromSeveralColumnsComeBack(DataType type) {
        FieldSchema field = field(type);
        for (int nullEvery : new int[] {0, 3, 1}) {
            for (int rowCount : new int[] {1, 64, 65, 3_000}) {
                long seed = 31L * rowCount + nullEvery;
                Random random = new Random(seed);
                Column[] sources = {
                    column(type, rowCount, nullEvery, random), column(type, rowCount, 0, random),
                };
                long[] order = order(rowCount, random);

                write(field, sources, order);

                read(field, order.length, column -> {
                    for (int row = 0; row < order.length; row++) {
                        Column source = sources[RowOrder.block(order[row])];
                        assertThat(value(field, column, row))
                                .as("seed=%d, row=%d", seed, row)
                                .isEqualTo(value(field, source, RowOrder.row(order[row])));
                    }
                });
                objects.delete(List.of("column"));
            }
        }
    }

    /** A run of rows that lie together, and rows here and there. */
    private static long[] order(int rowCount, Random random) {
        long[] order = new long[2 * rowCount];
        for (int i = 0; i < order.length; i++) {
            order[i] = i < rowCount ? i : (long) random.nextInt(2) << 32 | random.nextInt(rowCount);
        }
        return order;
    }

    @Test
    void longRunsOfWideRowsGoAsTheyLie() {
        FieldSchema field = FieldSchema.builder("field", DataType.FLOAT_VECTOR)
                .id(100)
                .dim(4_096)
                .build();
        ColumnBuilder builder = ColumnBuilder.of(field);
        for (int row = 0; row < 40; row++) {
            float[] vector = new float[4_096];
            Arrays.fill(vector, row);
            builder.add(vector);
        }
        Column source = builder.build();
        long[] order = new long[41];
        for (int i = 0; i < 40; i++) {
            order[i] = i;
        }
        order[40] = 7;
        write(field, new Column[] {source}, order);
        read(field, 41, column -> {
            for (int row = 0; row < 41; row++) {
                assertThat(((Column.VectorColumn) column).get(row)[4_095]).isEqualTo(row == 40 ? 7 : row);
            }
        });
    }

    @Test
    void emptyTextsAloneTakeNoBytes() {
        FieldSchema field = field(DataType.VARCHAR);
        Column source = ColumnBuilder.of(field).add("").addNull().add("").build();
        write(field, new Column[] {source}, new long[] {2, 1, 0});
        read(field, 3, column -> {
            assertThat(((Column.BytesColumn) column).string(0)).isEmpty();
            assertThat(column.isNull(1)).isTrue();
            assertThat(column.isNull(2)).isFalse();
        });
    }

    @Test
    void aFileOfAnotherColumnIsRefused() {
        write(field(DataType.INT64), new Column[] {Column.LongColumn.of(1, 2)}, new long[] {0, 1});
        assertThatThrownBy(() -> read(field(DataType.INT64), 3, column -> {}))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("rows=2, expected=3");
        assertThatThrownBy(() -> read(field(DataType.DOUBLE), 2, column -> {}))
                .isInstanceOf(CorruptFileException.class);
    }
}
