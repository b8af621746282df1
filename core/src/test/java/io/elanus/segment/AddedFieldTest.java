package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.MemoryObjectStore;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.Layouts;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What rows have in a field that was added after they were written: in memory, in files and when they are written again. */
class AddedFieldTest {
    private static final CollectionSchema SCHEMA = Batches.schema(DataType.INT64);
    private static final long ADDED = SCHEMA.fieldIdMax() + 1;

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final LiveSchema schema = new LiveSchema(SCHEMA);
    private final List<Segment> opened = new ArrayList<>();

    @AfterEach
    void letGo() {
        opened.forEach(Segment::letGo);
    }

    private static FieldSchema.Builder field(DataType type) {
        FieldSchema.Builder field = FieldSchema.builder("added", type).nullable(true);
        return switch (type) {
            case VARCHAR -> field.maxLength(65_535);
            case FLOAT_VECTOR -> field.dim(3);
            default -> field;
        };
    }

    static List<FieldSchema> fields() {
        return List.of(
                field(DataType.BOOL).build(),
                field(DataType.BOOL).defaultValue(new Value.Bool(true)).build(),
                field(DataType.INT8).defaultValue(new Value.Int(-128)).build(),
                field(DataType.INT16).build(),
                field(DataType.INT32).defaultValue(new Value.Int(7)).build(),
                field(DataType.INT64).build(),
                field(DataType.INT64)
                        .defaultValue(new Value.Int(Long.MIN_VALUE))
                        .build(),
                field(DataType.FLOAT).defaultValue(new Value.Real(0.5)).build(),
                field(DataType.FLOAT).build(),
                field(DataType.DOUBLE).defaultValue(new Value.Real(Math.PI)).build(),
                field(DataType.VARCHAR).build(),
                field(DataType.VARCHAR).defaultValue(new Value.Text("")).build(),
                field(DataType.VARCHAR).defaultValue(new Value.Text("größer")).build(),
                field(DataType.JSON).build(),
                field(DataType.FLOAT_VECTOR).build());
    }

    /** What a row without a value reads, as a column of one row. */
    private static Column expected(FieldSchema field) {
        ColumnBuilder builder = ColumnBuilder.of(field);
        field.defaultValue().ifPresentOrElse(builder::add, builder::addNull);
        return builder.build();
    }

    private static @Nullable List<Byte> bytes(FieldSchema field, Column column, int row) {
        if (column.isNull(row)) {
            return null;
        }
        Column one = Columns.copy(field, column, row, row + 1);
        List<Byte> bytes = new ArrayList<>();
        for (byte each : Columns.values(one).toArray(Layouts.BYTE)) {
            bytes.add(each);
        }
        return bytes;
    }

    private static void assertDefault(FieldSchema field, Segment segment, int from, int to) {
        for (RowBlock block : segment.blocks(segment.rowCount())) {
            Column column = block.column(ADDED);
            assertThat(column.rowCount()).isEqualTo(block.rowCount());
            for (int row = 0; row < block.rowCount(); row++) {
                if (block.firstRow() + row >= from && block.firstRow() + row < to) {
                    assertThat(bytes(field, column, row))
                            .as("row %s of %s", block.firstRow() + row, segment)
                            .isEqualTo(bytes(field, expected(field), 0));
                }
            }
        }
    }

    private GrowingSegment growing(Set<Long> fieldIds) {
        GrowingSegment segment = new GrowingSegment(1, 2, schema, fieldIds);
        opened.add(segment);
        return segment;
    }

    private static ColumnBatch keys(int from, int to) {
        long[] keys = new long[to - from];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = from + i;
        }
        return Batches.longs(keys);
    }

    private SealedSegment written(CollectionSchema by, long id, Segment... sources) {
        List<RowBlock> blocks = new ArrayList<>();
        for (Segment source : sources) {
            blocks.addAll(source.blocks(source.rowCount()));
        }
        long[] order = RowOrder.byPrimaryKey(blocks, Collections.nCopies(blocks.size(), null), Batches.KEY);
        SegmentMeta meta = new SegmentWriter(objects, by)
                .write(new SegmentWriter.Target("s" + id + "/", id, 2, Level.L1, 0, List.of()), blocks, order);
        SealedSegment segment = new SegmentOpener(objects, schema).open(meta, List.of());
        opened.add(segment);
        return segment;
    }

    private FieldSchema add(FieldSchema field) {
        schema.change(SCHEMA.withField(field));
        return schema.now().field(ADDED);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void olderRowsHaveTheDefaultOrNullWhereverTheyAre(FieldSchema field) {
        GrowingSegment growing = growing(Set.of(Batches.KEY, Batches.TEXT));
        growing.append(keys(0, 20_000), 10);
        SealedSegment sealed = written(SCHEMA, 1, growing);

        FieldSchema added = add(field);

        assertDefault(added, growing, 0, 20_000);
        assertDefault(added, sealed, 0, 20_000);
        assertThat(sealed.meta().columns()).noneMatch(file -> file.fieldId() == ADDED);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void olderRowsKeepTheDefaultOrNullWhenTheyAreWrittenWithNewerOnes(FieldSchema field) {
        GrowingSegment growing = growing(Set.of(Batches.KEY, Batches.TEXT));
        growing.append(keys(0, 300), 10);
        SealedSegment older = written(SCHEMA, 1, growing);
        FieldSchema added = add(field);
        GrowingSegment newer = growing(Set.of(Batches.KEY, Batches.TEXT, ADDED));
        ColumnBatch batch = keys(300, 400);
        TreeMap<Long, Column> columns = new TreeMap<>(batch.columns());
        columns.put(ADDED, values(added, 100));
        newer.append(new ColumnBatch(100, columns), 20);

        SealedSegment merged = written(schema.now(), 2, older, newer);

        assertThat(merged.meta().columns()).anyMatch(file -> file.fieldId() == ADDED);
        assertDefault(added, merged, 0, 300);
        for (int row = 0; row < 100; row++) {
            assertThat(bytes(added, merged.column(ADDED), 300 + row))
                    .as("row %s", row)
                    .isEqualTo(bytes(added, values(added, 100), row));
        }
    }

    /** Values other than the default, every third null. */
    private static Column values(FieldSchema field, int count) {
        ColumnBuilder builder = ColumnBuilder.of(field);
        for (int row = 0; row < count; row++) {
            if (row % 3 == 0) {
                builder.addNull();
                continue;
            }
            switch (field.type()) {
                case BOOL -> builder.add(false);
                case FLOAT, DOUBLE -> builder.add(new Value.Real(row));
                case VARCHAR -> builder.add("row " + row);
                case JSON -> builder.add("{\"row\":" + row + "}");
                case FLOAT_VECTOR -> builder.add(new float[] {row, 1, 2});
                default -> builder.add(new Value.Int(row));
            }
        }
        return builder.build();
    }

    @Test
    void aLongDefaultTakesNoMemoryARow() {
        GrowingSegment growing = growing(Set.of(Batches.KEY, Batches.TEXT));
        growing.append(keys(0, 100_000), 10);
        SealedSegment sealed = written(SCHEMA, 1, growing);
        String text = "x".repeat(65_535);
        add(field(DataType.VARCHAR).defaultValue(new Value.Text(text)).build());

        Column.BytesColumn column = (Column.BytesColumn) sealed.column(ADDED);

        assertThat(column.string(99_999)).isEqualTo(text);
        assertThat(column.bytes().byteSize() + column.offsets().byteSize()).isLessThan(70_000);
    }

    @Test
    void segmentsShareTheMemoryOfADefault() {
        GrowingSegment growing = growing(Set.of(Batches.KEY, Batches.TEXT));
        growing.append(keys(0, 5_000), 10);
        SealedSegment large = written(SCHEMA, 1, growing);
        GrowingSegment fewer = growing(Set.of(Batches.KEY, Batches.TEXT));
        fewer.append(keys(0, 10), 10);
        SealedSegment small = written(SCHEMA, 2, fewer);
        add(field(DataType.INT64).defaultValue(new Value.Int(3)).build());

        Column.LongColumn first = (Column.LongColumn) large.column(ADDED);
        Column.LongColumn second = (Column.LongColumn) small.column(ADDED);

        assertThat(second.values().address()).isEqualTo(first.values().address());
        assertThat(second.rowCount()).isEqualTo(10);
        assertThat(first.get(4_999)).isEqualTo(second.get(9)).isEqualTo(3);
    }

    @Test
    void aFieldThatDoesNotExistIsRefused() {
        GrowingSegment growing = growing(Set.of(Batches.KEY, Batches.TEXT));
        growing.append(keys(0, 5), 10);
        assertThatThrownBy(() -> written(SCHEMA, 1, growing).column(ADDED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("segment has no such column: segment=1, field=" + ADDED);
    }
}
