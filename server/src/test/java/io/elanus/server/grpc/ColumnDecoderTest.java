package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.elanus.model.ArrayForm;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.InputColumn;
import io.elanus.wire.ArrayArray;
import io.elanus.wire.FieldData;
import io.elanus.wire.FloatArray;
import io.elanus.wire.IntArray;
import io.elanus.wire.JSONArray;
import io.elanus.wire.LongArray;
import io.elanus.wire.ScalarField;
import io.elanus.wire.StringArray;
import io.elanus.wire.VectorField;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnDecoderTest {
    @Test
    void integersStandInOneArrayWhateverTheirWidth() {
        FieldData field = field(io.elanus.wire.DataType.Int16)
                .setScalars(ScalarField.newBuilder()
                        .setIntData(IntArray.newBuilder().addData(7).addData(-32_768)))
                .build();
        InputColumn column = ColumnDecoder.decode(field, 2);
        assertThat(column.name()).isEqualTo("f");
        assertThat(column.type()).isEqualTo(DataType.INT16);
        IntColumn ints = (IntColumn) column.column();
        assertThat(List.of(ints.get(0), ints.get(1))).containsExactly(7, -32_768);
        assertThat(ints.nulls()).isNull();
    }

    @Test
    void compactNumbersAreSpreadOverTheRowsThatHaveOne() {
        FieldData field = longs(10, 30)
                .addValidData(true)
                .addValidData(false)
                .addValidData(true)
                .build();
        LongColumn column = (LongColumn) ColumnDecoder.decode(field, 3).column();
        assertThat(column.rowCount()).isEqualTo(3);
        assertThat(column.isNull(1)).isTrue();
        assertThat(List.of(column.get(0), column.get(2))).containsExactly(10L, 30L);
    }

    @Test
    void fullNumbersStayWhereTheyAre() {
        FieldData field = longs(10, 0, 30)
                .addValidData(true)
                .addValidData(false)
                .addValidData(true)
                .build();
        LongColumn column = (LongColumn) ColumnDecoder.decode(field, 3).column();
        assertThat(column.isNull(1)).isTrue();
        assertThat(List.of(column.get(0), column.get(2))).containsExactly(10L, 30L);
    }

    @Test
    void dynamicColumnNeedsNoName() {
        FieldData field = FieldData.newBuilder()
                .setType(io.elanus.wire.DataType.JSON)
                .setIsDynamic(true)
                .setScalars(ScalarField.newBuilder()
                        .setJsonData(JSONArray.newBuilder().addData(ByteString.copyFromUtf8("{\"a\":1}"))))
                .build();
        InputColumn column = ColumnDecoder.decode(field, 1);
        assertThat(column.name()).isEqualTo("$meta");
        assertThat(column.dynamic()).isTrue();
    }

    @Test
    void rowsThatAreAllValidHaveNoNulls() {
        LongColumn column = (LongColumn) ColumnDecoder.decode(
                        longs(1, 2).addValidData(true).addValidData(true).build(), 2)
                .column();
        assertThat(column.nulls()).isNull();
    }

    @Test
    void compactTextsAreSpread() {
        FieldData field = field(io.elanus.wire.DataType.VarChar)
                .setScalars(ScalarField.newBuilder()
                        .setStringData(StringArray.newBuilder().addData("größe").addData("")))
                .addAllValidData(List.of(false, true, false, true))
                .build();
        BytesColumn column = (BytesColumn) ColumnDecoder.decode(field, 4).column();
        assertThat(column.string(1)).isEqualTo("größe");
        assertThat(column.string(3)).isEmpty();
        assertThat(List.of(column.isNull(0), column.isNull(1), column.isNull(2), column.isNull(3)))
                .containsExactly(true, false, true, false);
    }

    @Test
    void compactVectorsAreSpread() {
        FieldData field = vectors(2, 1f, 2f, 3f, 4f)
                .addAllValidData(List.of(true, false, true))
                .build();
        VectorColumn column = (VectorColumn) ColumnDecoder.decode(field, 3).column();
        assertThat(column.dim()).isEqualTo(2);
        assertThat(column.isNull(1)).isTrue();
        assertThat(column.get(0)).containsExactly(1f, 2f);
        assertThat(column.get(2)).containsExactly(3f, 4f);
    }

    @Test
    void columnOfNullsAloneNeedsNoValues() {
        FieldData field = field(io.elanus.wire.DataType.FloatVector)
                .addAllValidData(List.of(false, false))
                .build();
        assertThat(ColumnDecoder.decode(field, 2).column().rowCount()).isEqualTo(2);
        FieldData scalars = field(io.elanus.wire.DataType.Double)
                .setScalars(ScalarField.getDefaultInstance())
                .addAllValidData(List.of(false))
                .build();
        assertThat(ColumnDecoder.decode(scalars, 1).column().isNull(0)).isTrue();
    }

    @Test
    void emptyJsonOfANullableFieldIsNull() {
        JSONArray texts = JSONArray.newBuilder()
                .addData(ByteString.copyFromUtf8("{}"))
                .addData(ByteString.EMPTY)
                .build();
        FieldData.Builder field = field(io.elanus.wire.DataType.JSON)
                .setScalars(ScalarField.newBuilder().setJsonData(texts));
        assertThat(ColumnDecoder.decode(field.build(), 2).column().isNull(1)).isFalse();
        field.addAllValidData(List.of(true, true));
        assertThat(ColumnDecoder.decode(field.build(), 2).column().isNull(1)).isTrue();
    }

    @Test
    void rowsWithoutValidDataAreCountedAsTheyCome() {
        assertThat(ColumnDecoder.decode(longs(1, 2, 3).build(), 5).column().rowCount())
                .isEqualTo(3);
    }

    @Test
    void wrongLengthsAreRefusedInMilvussWords() {
        refused(longs(1).addValidData(true).build(), 2, "the length of valid_data of field(f) is wrong");
        refused(longs(1, 2).addAllValidData(List.of(true, false, false)).build(), 3, "the length of field is wrong");
        refused(vectors(2, 1f, 2f, 3f).build(), 2, "the length(3) of float data should divide the dim(2)");
        refused(vectors(0, 1f).build(), 1, "dim(0) should be greater than 0");
        refused(vectors(-1).build(), 1, "dim(-1) should be greater than 0");
    }

    @Test
    void valuesOfAnotherTypeAreRefused() {
        FieldData.Builder field = longs(1);
        refused(field.setType(io.elanus.wire.DataType.VarChar).build(), 1, "array type mismatch");
        refused(field.setType(io.elanus.wire.DataType.FloatVector).build(), 1, "array type mismatch");
        refused(vectors(1, 1f).setType(io.elanus.wire.DataType.Int64).build(), 1, "need long int array");
    }

    @Test
    void arraysHoldTheElementsOfEachRowAndSayOfWhichTypeTheyAre() {
        ArrayArray.Builder arrays = ArrayArray.newBuilder()
                .addData(ScalarField.newBuilder()
                        .setLongData(LongArray.newBuilder().addData(7).addData(-8)))
                .addData(ScalarField.getDefaultInstance());
        InputColumn column = ColumnDecoder.decode(
                field(io.elanus.wire.DataType.Array)
                        .setScalars(ScalarField.newBuilder().setArrayData(arrays))
                        .build(),
                2);

        assertThat(column.elementType()).hasValue(DataType.INT64);
        BytesColumn rows = (BytesColumn) column.column();
        assertThat(ArrayForm.elements(DataType.INT64, 0, rows, 0))
                .isInstanceOfSatisfying(LongColumn.class, elements -> {
                    assertThat(elements.rowCount()).isEqualTo(2);
                    assertThat(elements.get(1)).isEqualTo(-8);
                });
        assertThat(ArrayForm.count(DataType.INT64, 0, rows, 1)).isZero();
    }

    @Test
    void rowsOfDifferentElementsAreRefused() {
        ArrayArray.Builder arrays = ArrayArray.newBuilder()
                .addData(ScalarField.newBuilder()
                        .setLongData(LongArray.newBuilder().addData(7)))
                .addData(ScalarField.newBuilder()
                        .setStringData(StringArray.newBuilder().addData("x")));
        refused(
                field(io.elanus.wire.DataType.Array)
                        .setScalars(ScalarField.newBuilder().setArrayData(arrays))
                        .build(),
                2,
                "insert data does not match");
    }

    @Test
    void aStructIsNoColumnOfItsOwn() {
        refused(field(io.elanus.wire.DataType.ArrayOfStruct).build(), 1, "is not valid for a field");
    }

    private static void refused(FieldData field, int rowCount, String text) {
        assertThatThrownBy(() -> ColumnDecoder.decode(field, rowCount))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(text);
    }

    private static FieldData.Builder field(io.elanus.wire.DataType type) {
        return FieldData.newBuilder().setType(type).setFieldName("f");
    }

    private static FieldData.Builder longs(long... values) {
        LongArray.Builder array = LongArray.newBuilder();
        for (long value : values) {
            array.addData(value);
        }
        return field(io.elanus.wire.DataType.Int64)
                .setScalars(ScalarField.newBuilder().setLongData(array));
    }

    private static FieldData.Builder vectors(int dim, float... values) {
        FloatArray.Builder array = FloatArray.newBuilder();
        for (float value : values) {
            array.addData(value);
        }
        return field(io.elanus.wire.DataType.FloatVector)
                .setVectors(VectorField.newBuilder().setDim(dim).setFloatVector(array));
    }
}
