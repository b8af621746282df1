package io.elanus.server.grpc;

import io.elanus.model.CollectionName;
import io.elanus.model.CreateIndexRequest;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.IndexDescription;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.BinaryFlatParams;
import io.elanus.model.IndexParams.BinaryIvfParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.IndexParams.SparseParams;
import io.elanus.wire.IndexState;
import io.elanus.wire.KeyValuePair;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Indexes on the wire: what a client asks for, and what it is told about. */
final class Indexes {
    private static final String INDEX_TYPE = "index_type";
    private static final String METRIC_TYPE = "metric_type";

    /** Families of Milvus that are not here. Their names are as Milvus writes them, in their case. */
    private static final Set<String> FAMILIES_OF_MILVUS = Set.of(
            "IVF_FLAT_CC",
            "IVF_PQ",
            "IVF_RABITQ",
            "SCANN",
            "SCANN_DVR",
            "HNSW_SQ",
            "HNSW_PQ",
            "HNSW_PRQ",
            "DISKANN",
            "AISAQ",
            "MINHASH_LSH",
            "RTREE");

    /** What Milvus knows for sparse vectors; here they are names, which answer alike. */
    private static final List<String> SPARSE_ALGORITHMS =
            List.of("TAAT_NAIVE", "DAAT_WAND", "DAAT_MAXSCORE", "BLOCK_MAX_MAXSCORE", "BLOCK_MAX_WAND", "SINDI");

    private Indexes() {}

    static CreateIndexRequest decode(CollectionName name, io.elanus.wire.CreateIndexRequest request) {
        requireDistinct(request.getExtraParamsList());
        KeyValues pairs = KeyValues.of(request.getExtraParamsList());
        TypedParams params = TypedParams.of(pairs);
        IndexParams family = family(params);
        SortedMap<String, String> userParams = new TreeMap<>(pairs.values());
        userParams.put(INDEX_TYPE, params.text(INDEX_TYPE).orElse(family.indexType()));
        return new CreateIndexRequest(
                name, request.getFieldName(), request.getIndexName(), family, params.text(METRIC_TYPE), userParams);
    }

    static io.elanus.wire.IndexDescription encode(IndexDescription index) {
        SortedMap<String, String> params = new TreeMap<>(index.userParams());
        params.putIfAbsent(INDEX_TYPE, index.params().indexType());
        index.metric().ifPresent(metric -> params.putIfAbsent(METRIC_TYPE, metric.name()));
        return io.elanus.wire.IndexDescription.newBuilder()
                .setIndexName(index.name())
                .setIndexID(index.id())
                .addAllParams(KeyValues.pairs(params))
                .setFieldName(index.fieldName())
                .setIndexedRows(index.indexedRows())
                .setTotalRows(index.totalRows())
                .setPendingIndexRows(index.pendingRows())
                .setState(state(index))
                .setIndexStateFailReason(index.failure())
                .build();
    }

    static IndexState state(IndexDescription index) {
        if (!index.failure().isEmpty()) {
            return IndexState.Failed;
        }
        return index.pendingRows() == 0 ? IndexState.Finished : IndexState.InProgress;
    }

    private static void requireDistinct(List<KeyValuePair> pairs) {
        Set<String> keys = new HashSet<>();
        for (KeyValuePair pair : pairs) {
            if (!keys.add(pair.getKey())) {
                throw DatabaseException.invalid(
                        "duplicated index param (key=" + pair.getKey() + ") (value=" + pair.getValue() + ") found");
            }
        }
    }

    private static IndexParams family(TypedParams params) {
        String name = params.text(INDEX_TYPE).orElse("AUTOINDEX");
        return switch (name) {
            case "AUTOINDEX" -> auto(params);
            case "FLAT" -> new FlatParams();
            case "BIN_FLAT" -> new BinaryFlatParams();
            case "BIN_IVF_FLAT" -> new BinaryIvfParams(listCount(params));
            case "SPARSE_INVERTED_INDEX" -> sparse(SparseParams.Family.SPARSE_INVERTED_INDEX, params);
            case "SPARSE_WAND" -> sparse(SparseParams.Family.SPARSE_WAND, params);
            case "HNSW" ->
                new HnswParams(
                        params.integer("M", 2, 2048).orElse(HnswParams.DEGREE_DEFAULT),
                        params.integer("efConstruction", 1, Integer.MAX_VALUE).orElse(HnswParams.BUILD_BEAM_DEFAULT));
            case "IVF_FLAT" -> new IvfParams(IvfParams.Codec.FLAT, listCount(params));
            case "IVF_SQ8" -> new IvfParams(IvfParams.Codec.SQ8, listCount(params));
            case "INVERTED", "BITMAP", "STL_SORT", "Asceneding", "TRIE", "Trie", "marisa-trie", "HYBRID", "NGRAM" ->
                ScalarIndexParams.of(name, params);
            default -> throw unbuilt(name);
        };
    }

    private static int listCount(TypedParams params) {
        return params.integer("nlist", 1, IvfParams.LIST_COUNT_MAX).orElse(IvfParams.LIST_COUNT_DEFAULT);
    }

    private static IndexParams sparse(SparseParams.Family family, TypedParams params) {
        params.text("inverted_index_algo").ifPresent(Indexes::requireSparseAlgorithm);
        float dropped = params.real("drop_ratio_build").orElse(0f);
        if (!(dropped >= 0 && dropped < 1)) {
            throw DatabaseException.invalid("Out of range in json: param 'drop_ratio_build' (" + dropped
                    + ") should be in range [0.000000, 1.000000)");
        }
        return new SparseParams(family);
    }

    private static void requireSparseAlgorithm(String name) {
        if (!SPARSE_ALGORITHMS.contains(name)) {
            throw DatabaseException.invalid("sparse inverted index algo " + name + " not found or not supported,"
                    + " supported: [" + String.join(" ", SPARSE_ALGORITHMS) + "]");
        }
    }

    private static IndexParams auto(TypedParams params) {
        Set<String> others = new HashSet<>(params.keys());
        others.removeAll(Set.of(INDEX_TYPE, METRIC_TYPE));
        if (!others.isEmpty() && ScalarIndexParams.KEYS.containsAll(others)) {
            return ScalarIndexParams.of("AUTOINDEX", params);
        }
        if (!others.isEmpty()) {
            throw DatabaseException.invalid("only metric type can be passed when use AutoIndex");
        }
        return new AutoParams();
    }

    private static DatabaseException unbuilt(String name) {
        return FAMILIES_OF_MILVUS.contains(name)
                ? Refusals.unsupported("index type " + name)
                : new DatabaseException(
                        ErrorCode.INVALID_PARAMETER,
                        "invalid parameter[expected=valid index][actual=invalid index type: " + name + "]");
    }
}
