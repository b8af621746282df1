package io.elanus.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.DatabaseException;
import io.elanus.wire.PlaceholderGroup;
import io.elanus.wire.PlaceholderType;
import io.elanus.wire.PlaceholderValue;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;

/** The vectors of a search: a message within the message, each vector its little-endian floats. */
final class QueryVectors {
    /** The most vectors of one search. */
    static final int COUNT_MAX = 16_384;

    private QueryVectors() {}

    /**
     * @param count what the request says, 0 if it says nothing
     * @throws DatabaseException (1100) if there are none or too many, or they are not float vectors of one length
     */
    static VectorColumn decode(ByteString group, long count) {
        List<PlaceholderValue> placeholders = parse(group).getPlaceholdersList();
        long found = placeholders.stream()
                .mapToLong(PlaceholderValue::getValuesCount)
                .sum();
        requireCount(count == 0 ? found : count);
        if (placeholders.size() != 1 || (count != 0 && count != found)) {
            throw DatabaseException.invalid(
                    "nq is not the number of query vectors: nq=" + count + ", vectors=" + found);
        }
        PlaceholderValue placeholder = placeholders.getFirst();
        if (placeholder.getType() != PlaceholderType.FloatVector) {
            throw DatabaseException.invalid(
                    "vector type must be the same: field type FloatVector, search type " + typeName(placeholder));
        }
        return floats(placeholder.getValuesList());
    }

    private static PlaceholderGroup parse(ByteString group) {
        try {
            return PlaceholderGroup.parseFrom(group);
        } catch (InvalidProtocolBufferException e) {
            throw DatabaseException.invalid("failed to parse the placeholder group: " + e.getMessage());
        }
    }

    private static void requireCount(long count) {
        if (count < 1 || count > COUNT_MAX) {
            throw DatabaseException.invalid("nq [" + count + "] is invalid, nq (number of search vector per search"
                    + " request) should be in range [1, " + COUNT_MAX + "], but got " + count);
        }
    }

    private static String typeName(PlaceholderValue placeholder) {
        PlaceholderType type = placeholder.getType();
        return type == PlaceholderType.UNRECOGNIZED ? Integer.toString(placeholder.getTypeValue()) : type.name();
    }

    private static VectorColumn floats(List<ByteString> vectors) {
        int byteSize = vectors.getFirst().size();
        int dim = byteSize / Float.BYTES;
        float[] floats = new float[Math.multiplyExact(vectors.size(), dim)];
        for (int row = 0; row < vectors.size(); row++) {
            ByteString vector = vectors.get(row);
            if (vector.size() != byteSize || byteSize != dim * Float.BYTES) {
                throw DatabaseException.invalid("vector dimension mismatch, expected vector size(byte) "
                        + dim * Float.BYTES + ", actual " + vector.size());
            }
            vector.asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(floats, row * dim, dim);
        }
        return new VectorColumn(MemorySegment.ofArray(floats), dim, vectors.size(), null);
    }
}
