package io.elanus.database;

import io.elanus.model.CreateIndexRequest;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.BinaryFlatParams;
import io.elanus.model.Metric;
import java.util.List;
import java.util.stream.Stream;

/** Which family and which metric an index on vectors may have. The texts are Milvus's; clients match them. */
final class VectorIndexRules {
    /** The metrics of bits that families other than BIN_FLAT know. */
    private static final List<Metric> BINARY_METRICS_COMMON = List.of(Metric.HAMMING, Metric.JACCARD);

    private VectorIndexRules() {}

    /**
     * The metric of an index on a field of vectors.
     *
     * @throws DatabaseException (1100) if there cannot be such an index
     */
    static Metric metric(FieldSchema field, CreateIndexRequest request) {
        // An array of vectors is compared by its elements, or as a whole.
        DataType type = field.type() == DataType.ARRAY_OF_VECTOR ? field.element() : field.type();
        Metric metric = knownMetric(field, type, request);
        IndexParams params = request.params();
        if (!params.takes(type) || (metric.comparesLists() && !params.takesLists(type))) {
            throw DatabaseException.invalid(
                    "data type " + field.type().wireName() + " can't build with this index " + params.indexType());
        }
        boolean onlyCommon = type == DataType.BINARY_VECTOR && !(params instanceof BinaryFlatParams);
        if (onlyCommon && !BINARY_METRICS_COMMON.contains(metric.ofElements())) {
            throw DatabaseException.invalid(
                    "metric type " + metric + " not found or not supported, supported: [HAMMING JACCARD]");
        }
        return metric;
    }

    private static Metric knownMetric(FieldSchema field, DataType type, CreateIndexRequest request) {
        if (request.metric().isEmpty()) {
            if (!(request.params() instanceof AutoParams)) {
                throw refused("metric type not set for vector index: field=" + field.name());
            }
            return field.type() == DataType.ARRAY_OF_VECTOR
                    ? Metric.ofLists(type).getFirst()
                    : Metric.of(type).getFirst();
        }
        String name = request.metric().get();
        List<Metric> known = known(field, type);
        return Metric.find(name)
                .filter(known::contains)
                .orElseThrow(() -> refused(
                        field.type() == DataType.ARRAY_OF_VECTOR
                                ? "array of vector with " + kind(type) + " element type does not support metric type: "
                                        + name + ", supported: " + known
                                : mismatch(type, name)));
    }

    /** An array of vectors is searched vector by vector, or as a list. */
    private static List<Metric> known(FieldSchema field, DataType type) {
        return field.type() == DataType.ARRAY_OF_VECTOR
                ? Stream.concat(Metric.of(type).stream(), Metric.ofLists(type).stream())
                        .toList()
                : Metric.of(type);
    }

    private static String kind(DataType type) {
        return type == DataType.BINARY_VECTOR ? "binary" : type == DataType.INT8_VECTOR ? "int" : "float";
    }

    private static String mismatch(DataType type, String metric) {
        return switch (type) {
            case FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR ->
                "float vector index does not support metric type: " + metric;
            case BINARY_VECTOR -> "binary vector index does not support metric type: " + metric;
            case INT8_VECTOR -> "int vector index does not support metric type: " + metric;
            case SPARSE_FLOAT_VECTOR ->
                metric.equalsIgnoreCase("BM25")
                        ? "only BM25 Function output field support BM25 metric type"
                        : "only IP&BM25 is the supported metric type for sparse index";
            case BOOL,
                    INT8,
                    INT16,
                    INT32,
                    INT64,
                    FLOAT,
                    DOUBLE,
                    VARCHAR,
                    ARRAY,
                    JSON,
                    GEOMETRY,
                    TEXT,
                    TIMESTAMPTZ,
                    ARRAY_OF_VECTOR -> throw new IllegalStateException("type is no vector: type=" + type);
        };
    }

    private static DatabaseException refused(String why) {
        return DatabaseException.invalid(why, "valid index params", "invalid index params");
    }
}
