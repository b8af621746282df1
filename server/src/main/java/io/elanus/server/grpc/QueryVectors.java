package io.elanus.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.elanus.model.Column;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.Columns;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.wire.PlaceholderGroup;
import io.elanus.wire.PlaceholderType;
import io.elanus.wire.PlaceholderValue;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * What a search looks for: a message within the message, each vector, or list of vectors, its bytes, as rows hold them.
 *
 * @param listElement as in {@link io.elanus.model.SearchRequest}
 */
record QueryVectors(Column column, Optional<DataType> listElement) {
    /** The most vectors of one search. */
    static final int COUNT_MAX = 16_384;

    /**
     * @param count what the request says, 0 if it says nothing
     * @throws DatabaseException (1100) if there are none or too many, or they are no vectors, or of several lengths
     */
    static QueryVectors decode(ByteString group, long count) {
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
        List<ByteString> vectors = placeholder.getValuesList();
        return switch (placeholder.getType()) {
            case FloatVector -> single(DataType.FLOAT_VECTOR, vectors);
            case BinaryVector -> single(DataType.BINARY_VECTOR, vectors);
            case Float16Vector -> single(DataType.FLOAT16_VECTOR, vectors);
            case BFloat16Vector -> single(DataType.BFLOAT16_VECTOR, vectors);
            case Int8Vector -> single(DataType.INT8_VECTOR, vectors);
            case SparseFloatVector ->
                new QueryVectors(ofLength(DataType.SPARSE_FLOAT_VECTOR, vectors), Optional.empty());
            case EmbListFloatVector -> lists(DataType.FLOAT_VECTOR, vectors);
            case EmbListBinaryVector -> lists(DataType.BINARY_VECTOR, vectors);
            case EmbListFloat16Vector -> lists(DataType.FLOAT16_VECTOR, vectors);
            case EmbListBFloat16Vector -> lists(DataType.BFLOAT16_VECTOR, vectors);
            case EmbListInt8Vector -> lists(DataType.INT8_VECTOR, vectors);
            case None, Int64, VarChar, EmbListSparseFloatVector, UNRECOGNIZED ->
                throw DatabaseException.invalid("vector type must be the same: field type is one of vectors,"
                        + " search type " + typeName(placeholder));
        };
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

    private static QueryVectors lists(DataType type, List<ByteString> lists) {
        return new QueryVectors(ofLength(DataType.ARRAY_OF_VECTOR, lists), Optional.of(type));
    }

    private static QueryVectors single(DataType type, List<ByteString> vectors) {
        return new QueryVectors(fixed(type, vectors), Optional.empty());
    }

    private static Column fixed(DataType type, List<ByteString> vectors) {
        int byteSize = vectors.getFirst().size();
        int dim = (int) ((long) byteSize * Byte.SIZE / ColumnBuilder.width(type, Byte.SIZE));
        int rowBytes = ColumnBuilder.width(type, dim);
        byte[] bytes = new byte[Math.multiplyExact(vectors.size(), rowBytes)];
        for (int row = 0; row < vectors.size(); row++) {
            ByteString vector = vectors.get(row);
            if (vector.size() != rowBytes) {
                throw DatabaseException.invalid("vector dimension mismatch, expected vector size(byte) " + rowBytes
                        + ", actual " + vector.size());
            }
            vector.copyTo(bytes, row * rowBytes);
        }
        return Columns.of(type, dim, MemorySegment.ofArray(bytes), null, vectors.size(), null);
    }

    private static Column ofLength(DataType type, List<ByteString> vectors) {
        ColumnBuilder builder = ColumnBuilder.of(type, 0);
        vectors.forEach(vector -> builder.add(vector.toByteArray()));
        return builder.build();
    }
}
