package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.elanus.model.Column.VectorColumn;
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
        VectorColumn queries = QueryVectors.decode(group(PlaceholderType.FloatVector, vector(1, 2), vector(3, 4)), 2);
        assertThat(queries.dim()).isEqualTo(2);
        assertThat(queries.rowCount()).isEqualTo(2);
        assertThat(queries.get(1)).containsExactly(3f, 4f);
    }

    @Test
    void countMayBeLeftOut() {
        assertThat(QueryVectors.decode(group(PlaceholderType.FloatVector, vector(1)), 0)
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
    void otherVectorsAreRefused() {
        refused(
                group(PlaceholderType.BinaryVector, vector(1)),
                1,
                "vector type must be the same: field type FloatVector, search type BinaryVector");
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
