package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.wire.PlaceholderGroup;
import io.elanus.wire.PlaceholderType;
import io.elanus.wire.PlaceholderValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class QueryVectorsTest {
    @Test
    void vectorsAreLittleEndianFloats() {
        VectorColumn queries =
                (VectorColumn) QueryVectors.decode(group(PlaceholderType.FloatVector, vector(1, 2), vector(3, 4)), 2)
                        .column();
        assertThat(queries.dim()).isEqualTo(2);
        assertThat(queries.rowCount()).isEqualTo(2);
        assertThat(queries.get(1)).containsExactly(3f, 4f);
    }

    @Test
    void countMayBeLeftOut() {
        assertThat(QueryVectors.decode(group(PlaceholderType.FloatVector, vector(1)), 0)
                        .column()
                        .rowCount())
                .isEqualTo(1);
    }

    @Test
    void wrongCountsAreRefused() {
        ByteString one = group(PlaceholderType.FloatVector, vector(1));
        refused(one, 2, "nq is not the number of query vectors: nq=2, vectors=1");
        refused(
                one,
                16_385,
                "nq (number of search vector per search request) should be in range [1, 16384], but got 16385");
        refused(group(PlaceholderType.FloatVector), 0, "should be in range [1, 16384], but got 0");
        refused(ByteString.EMPTY, 1, "nq is not the number of query vectors");
    }

    @Test
    void vectorsOfEachTypeBecomeColumnsOfIt() {
        assertThat(packed(PlaceholderType.BinaryVector, 3)).isEqualTo(DataType.BINARY_VECTOR + " 24");
        assertThat(packed(PlaceholderType.Float16Vector, 6)).isEqualTo(DataType.FLOAT16_VECTOR + " 3");
        assertThat(packed(PlaceholderType.BFloat16Vector, 6)).isEqualTo(DataType.BFLOAT16_VECTOR + " 3");
        assertThat(packed(PlaceholderType.Int8Vector, 3)).isEqualTo(DataType.INT8_VECTOR + " 3");
    }

    private static String packed(PlaceholderType type, int byteSize) {
        byte[] vector = new byte[byteSize];
        vector[byteSize - 1] = 7;
        ByteString bytes = ByteString.copyFrom(vector);
        PackedVectorColumn column = (PackedVectorColumn)
                QueryVectors.decode(group(type, bytes, bytes), 2).column();
        assertThat(column.get(1)).isEqualTo(vector);
        return column.type() + " " + column.dim();
    }

    @Test
    void sparseVectorsHaveLengthsOfTheirOwn() {
        ByteString one = ByteString.copyFrom(new byte[16]);
        BytesColumn column =
                (BytesColumn) QueryVectors.decode(group(PlaceholderType.SparseFloatVector, one, ByteString.EMPTY), 2)
                        .column();
        assertThat(column.length(0)).isEqualTo(16);
        assertThat(column.length(1)).isZero();
    }

    @Test
    void textsAndListsOfSparseVectorsAreRefused() {
        refused(group(PlaceholderType.VarChar, vector(1)), 1, "search type VarChar");
        refused(group(PlaceholderType.EmbListSparseFloatVector, vector(1)), 1, "search type EmbListSparseFloatVector");
    }

    @Test
    void vectorsOfDifferentLengthsAreRefused() {
        refused(
                group(PlaceholderType.FloatVector, vector(1, 2), vector(3)),
                2,
                "vector dimension mismatch, expected vector size(byte) 8, actual 4");
        refused(
                group(PlaceholderType.FloatVector, ByteString.copyFrom(new byte[7])),
                1,
                "vector dimension mismatch, expected vector size(byte) 4, actual 7");
    }

    @Test
    void brokenBytesAreRefused() {
        refused(ByteString.copyFrom(new byte[] {(byte) 0xff, 1}), 1, "failed to parse the placeholder group");
    }

    private static void refused(ByteString group, long count, String text) {
        assertThatThrownBy(() -> QueryVectors.decode(group, count))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(text);
    }

    private static ByteString group(PlaceholderType type, ByteString... vectors) {
        PlaceholderValue.Builder value =
                PlaceholderValue.newBuilder().setTag("$0").setType(type);
        for (ByteString vector : vectors) {
            value.addValues(vector);
        }
        return PlaceholderGroup.newBuilder().addPlaceholders(value).build().toByteString();
    }

    private static ByteString vector(float... floats) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * floats.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(floats);
        return ByteString.copyFrom(bytes);
    }
}
