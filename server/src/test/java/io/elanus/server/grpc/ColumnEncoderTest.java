package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.OutputColumn;
import io.elanus.wire.FieldData;
import io.elanus.wire.IDs;
import io.elanus.wire.ScalarField;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ColumnEncoderTest {
    private static final int DIM = 3;

    @ParameterizedTest
    @EnumSource(
            names = {"BOOL", "INT8", "INT16", "INT32", "INT64", "FLOAT", "DOUBLE", "VARCHAR", "JSON", "FLOAT_VECTOR"})
    void whatIsEncodedIsDecodedAgain(DataType type) {
        long seed = System.nanoTime();
        FieldSchema field =
                FieldSchema.builder("f", type).nullable(true).dim(DIM).build();
        Column column = random(type, new Random(seed), 100);
        Column back = ColumnDecoder.decode(ColumnEncoder.encode(new OutputColumn(field, column), TimeForm.UTC), 100)
                .column();
        assertThat(rows(field, back)).as("seed=" + seed).isEqualTo(rows(field, column));
    }

    @Test
    void nullScalarsHaveAPlace() {
        Column column = ColumnBuilder.of(DataType.INT64, 0).add(5L).addNull().build();
        FieldData data = encode(FieldSchema.builder("f", DataType.INT64).nullable(true), column);
        assertThat(data.getScalars().getLongData().getDataList()).containsExactly(5L, 0L);
        assertThat(data.getValidDataList()).containsExactly(true, false);
    }

    @Test
    void nullVectorsHaveNone() {
        Column column = ColumnBuilder.of(DataType.FLOAT_VECTOR, 2)
                .addNull()
                .add(new float[] {1, 2})
                .build();
        FieldData data =
                encode(FieldSchema.builder("f", DataType.FLOAT_VECTOR).dim(2).nullable(true), column);
        assertThat(data.getVectors().getDim()).isEqualTo(2);
        assertThat(data.getVectors().getFloatVector().getDataList()).containsExactly(1f, 2f);
        assertThat(data.getValidDataList()).containsExactly(false, true);
    }

    @Test
    void fieldThatCannotBeNullSaysNothingOfIt() {
        FieldData data = encode(FieldSchema.builder("f", DataType.INT64).id(101), LongColumn.of(1, 2));
        assertThat(data.getValidDataCount()).isZero();
        assertThat(data.getFieldId()).isEqualTo(101);
        assertThat(data.getFieldName()).isEqualTo("f");
        assertThat(data.getType()).isEqualTo(io.elanus.wire.DataType.Int64);
    }

    @Test
    void dynamicColumnSaysSo() {
        FieldData data = encode(
                FieldSchema.builder("$meta", DataType.JSON).dynamic(true),
                ColumnBuilder.of(DataType.JSON, 0).add("{}").build());
        assertThat(data.getIsDynamic()).isTrue();
        assertThat(data.getScalars().getJsonData().getData(0).toStringUtf8()).isEqualTo("{}");
    }

    @Test
    void emptyColumnsKeepTheirType() {
        FieldData texts = encode(
                FieldSchema.builder("f", DataType.VARCHAR),
                ColumnBuilder.of(DataType.VARCHAR, 0).build());
        assertThat(texts.getScalars().getDataCase()).isEqualTo(ScalarField.DataCase.STRING_DATA);
        FieldData vectors = encode(
                FieldSchema.builder("f", DataType.FLOAT_VECTOR).dim(8),
                ColumnBuilder.of(DataType.FLOAT_VECTOR, 8).build());
        assertThat(vectors.getVectors().hasFloatVector()).isTrue();
        assertThat(vectors.getVectors().getDim()).isEqualTo(8);
        assertThat(ColumnEncoder.ids(LongColumn.of()).getIdFieldCase()).isEqualTo(IDs.IdFieldCase.INT_ID);
        assertThat(ColumnEncoder.ids(ColumnBuilder.of(DataType.VARCHAR, 0).build())
                        .getIdFieldCase())
                .isEqualTo(IDs.IdFieldCase.STR_ID);
    }

    private static FieldData encode(FieldSchema.Builder field, Column column) {
        return ColumnEncoder.encode(new OutputColumn(field.build(), column), TimeForm.UTC);
    }

    private static Column random(DataType type, Random random, int rowCount) {
        ColumnBuilder builder = ColumnBuilder.of(type, DIM);
        for (int row = 0; row < rowCount; row++) {
            if (random.nextInt(4) == 0) {
                builder.addNull();
                continue;
            }
            switch (type) {
                case BOOL -> builder.add(random.nextBoolean());
                case INT8, INT16, INT32 -> builder.add(random.nextInt());
                case INT64 -> builder.add(random.nextLong());
                case FLOAT -> builder.add(random.nextFloat());
                case DOUBLE -> builder.add(random.nextDouble());
                case VARCHAR, JSON -> builder.add("größe " + random.nextInt());
                case FLOAT_VECTOR ->
                    builder.add(new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()});
                case ARRAY,
                        GEOMETRY,
                        TEXT,
                        TIMESTAMPTZ,
                        BINARY_VECTOR,
                        FLOAT16_VECTOR,
                        BFLOAT16_VECTOR,
                        SPARSE_FLOAT_VECTOR,
                        INT8_VECTOR -> throw new IllegalArgumentException("no columns of this type: type=" + type);
            }
        }
        return builder.build();
    }

    /** Row by row, a null as null: what lies at a null row means nothing. */
    private static List<Object> rows(FieldSchema field, Column column) {
        List<Object> rows = new ArrayList<>();
        for (int row = 0; row < column.rowCount(); row++) {
            rows.add(column.isNull(row) ? "null" : bytes(field, column, row));
        }
        return rows;
    }

    private static String bytes(FieldSchema field, Column column, int row) {
        Column one = ColumnBuilder.of(field).addRow(column, row).build();
        return HexFormat.of().formatHex(Columns.values(one).toArray(ValueLayout.JAVA_BYTE));
    }
}
