package io.elanus.server.contract;

import static io.elanus.server.contract.SdkErrors.translated;

import io.elanus.model.CollectionName;
import io.elanus.model.CreateIndexRequest;
import io.elanus.model.IndexDescription;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.BinaryFlatParams;
import io.elanus.model.IndexParams.BinaryIvfParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.IndexParams.JsonTarget;
import io.elanus.model.IndexParams.NgramParams;
import io.elanus.model.IndexParams.SparseParams;
import io.elanus.model.IndexParams.TokenParams;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.LoadState;
import io.elanus.model.Metric;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.collection.request.GetLoadStateReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.collection.request.LoadCollectionReq;
import io.milvus.v2.service.collection.request.ReleaseCollectionReq;
import io.milvus.v2.service.index.request.AlterIndexPropertiesReq;
import io.milvus.v2.service.index.request.CreateIndexReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.index.request.DropIndexPropertiesReq;
import io.milvus.v2.service.index.request.DropIndexReq;
import io.milvus.v2.service.index.request.ListIndexesReq;
import io.milvus.v2.service.index.response.DescribeIndexResp.IndexDesc;
import io.milvus.v2.service.partition.request.LoadPartitionsReq;
import io.milvus.v2.service.partition.request.ReleasePartitionsReq;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Indexes and loading in the words of the SDK. It is not to wait for builds and loads, which it does half a second at a
 * time: the contract waits for builds itself, and what the server has answered to be loaded is loaded.
 */
final class SdkIndexes {
    private final MilvusClientV2 client;

    SdkIndexes(MilvusClientV2 client) {
        this.client = client;
    }

    void create(CreateIndexRequest request) {
        IndexParam.IndexParamBuilder builder = IndexParam.builder()
                .fieldName(request.fieldName())
                .indexName(request.indexName())
                .indexType(IndexParam.IndexType.valueOf(request.params().indexType()))
                .extraParams(extra(request.params()));
        request.metric().ifPresent(metric -> builder.metricType(IndexParam.MetricType.valueOf(metric)));
        translated(() -> client.createIndex(CreateIndexReq.builder()
                .databaseName(request.name().database())
                .collectionName(request.name().collection())
                .indexParams(List.of(builder.build()))
                .sync(false)
                .build()));
    }

    private static Map<String, Object> extra(IndexParams params) {
        return switch (params) {
            case HnswParams hnsw -> Map.of("M", hnsw.degree(), "efConstruction", hnsw.buildBeam());
            case IvfParams ivf -> Map.of("nlist", ivf.listCount());
            case BinaryIvfParams ivf -> Map.of("nlist", ivf.listCount());
            case FlatParams _, BinaryFlatParams _, SparseParams _ -> Map.of();
            case AutoParams _ -> Map.of();
            case ValueParams values -> json(values.json());
            case NgramParams ngram -> {
                Map<String, Object> extra = new HashMap<>(json(ngram.json()));
                extra.put("min_gram", ngram.gramMin());
                extra.put("max_gram", ngram.gramMax());
                yield extra;
            }
            case TokenParams _ -> throw new IllegalStateException("nobody asks for an index on tokens");
        };
    }

    private static Map<String, Object> json(Optional<JsonTarget> target) {
        return target.<Map<String, Object>>map(json -> Map.of(
                        "json_path", json.path(), "json_cast_type", json.cast().name()))
                .orElse(Map.of());
    }

    void alter(CollectionName name, String indexName, Map<String, String> set, Set<String> removed) {
        if (!set.isEmpty()) {
            translated(() -> client.alterIndexProperties(AlterIndexPropertiesReq.builder()
                    .databaseName(name.database())
                    .collectionName(name.collection())
                    .indexName(indexName)
                    .properties(set)
                    .build()));
        }
        if (!removed.isEmpty()) {
            translated(() -> client.dropIndexProperties(DropIndexPropertiesReq.builder()
                    .databaseName(name.database())
                    .collectionName(name.collection())
                    .indexName(indexName)
                    .propertyKeys(List.copyOf(removed))
                    .build()));
        }
    }

    void drop(CollectionName name, String indexName) {
        translated(() -> client.dropIndex(DropIndexReq.builder()
                .databaseName(name.database())
                .collectionName(name.collection())
                .indexName(indexName)
                .build()));
    }

    /** The SDK describes one index at a time. */
    List<IndexDescription> describe(CollectionName name) {
        List<String> names = translated(() -> client.listIndexes(ListIndexesReq.builder()
                .databaseName(name.database())
                .collectionName(name.collection())
                .build()));
        // Asked for a list, the SDK says nothing of collections without an index; asked for one, it does.
        return (names.isEmpty() ? List.of("") : names)
                .stream()
                        .flatMap(index -> describe(name, index).stream())
                        .map(SdkIndexes::decode)
                        .toList();
    }

    private List<IndexDesc> describe(CollectionName name, String indexName) {
        return translated(() -> client.describeIndex(DescribeIndexReq.builder()
                        .databaseName(name.database())
                        .collectionName(name.collection())
                        .indexName(indexName)
                        .build()))
                .getIndexDescriptions();
    }

    private static IndexDescription decode(IndexDesc index) {
        Map<String, String> extra = index.getExtraParams();
        IndexParams params = switch (index.getIndexType()) {
            case HNSW ->
                new HnswParams(Integer.parseInt(extra.get("M")), Integer.parseInt(extra.get("efConstruction")));
            case FLAT -> new FlatParams();
            case IVF_FLAT -> new IvfParams(IvfParams.Codec.FLAT, Integer.parseInt(extra.get("nlist")));
            case IVF_SQ8 -> new IvfParams(IvfParams.Codec.SQ8, Integer.parseInt(extra.get("nlist")));
            case AUTOINDEX ->
                index.getMetricType() == IndexParam.MetricType.INVALID
                        ? new ValueParams(ValueParams.Family.AUTOINDEX)
                        : new AutoParams();
            case INVERTED, BITMAP, STL_SORT, TRIE ->
                new ValueParams(ValueParams.Family.valueOf(index.getIndexType().name()));
            default -> throw new IllegalStateException("index of another family: index=" + index);
        };
        return new IndexDescription(
                index.getId(),
                index.getIndexName(),
                index.getFieldName(),
                params,
                Metric.find(index.getMetricType().name()),
                new TreeMap<>(extra),
                index.getTotalRows(),
                index.getTotalRows() - index.getPendingIndexRows(),
                index.getIndexFailedReason());
    }

    void load(CollectionName name, List<String> partitions) {
        translated(() -> {
            if (partitions.isEmpty()) {
                client.loadCollection(LoadCollectionReq.builder()
                        .databaseName(name.database())
                        .collectionName(name.collection())
                        .sync(false)
                        .build());
            } else {
                client.loadPartitions(LoadPartitionsReq.builder()
                        .databaseName(name.database())
                        .collectionName(name.collection())
                        .partitionNames(partitions)
                        .build());
            }
        });
    }

    void release(CollectionName name, List<String> partitions) {
        translated(() -> {
            if (partitions.isEmpty()) {
                client.releaseCollection(ReleaseCollectionReq.builder()
                        .databaseName(name.database())
                        .collectionName(name.collection())
                        .build());
            } else {
                client.releasePartitions(ReleasePartitionsReq.builder()
                        .databaseName(name.database())
                        .collectionName(name.collection())
                        .partitionNames(partitions)
                        .build());
            }
        });
    }

    /**
     * The SDK refuses a missing collection itself, and asks for one partition at a time; several have the state of the one
     * that is least ready.
     */
    LoadState loadState(CollectionName name, List<String> partitions) {
        boolean there = translated(() -> client.hasCollection(HasCollectionReq.builder()
                .databaseName(name.database())
                .collectionName(name.collection())
                .build()));
        if (!there) {
            return LoadState.NOT_EXIST;
        }
        Set<LoadState> states = new HashSet<>();
        for (String partition : partitions.isEmpty() ? List.of("") : partitions) {
            int number = translated(() -> client.getLoadStateV2(GetLoadStateReq.builder()
                            .databaseName(name.database())
                            .collectionName(name.collection())
                            .partitionName(partition)
                            .build()))
                    .getState()
                    .getNumber();
            states.add(LoadState.values()[number]);
        }
        return states.stream().min(LoadState::compareTo).orElseThrow();
    }
}
