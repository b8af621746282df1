package io.elanus.server.contract;

import static io.elanus.server.contract.SdkErrors.translated;

import com.google.gson.JsonObject;
import io.elanus.model.CollectionDescription;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DataType;
import io.elanus.model.DeleteRequest;
import io.elanus.model.FieldSchema;
import io.elanus.model.OutputColumn;
import io.elanus.model.QueryRequest;
import io.elanus.model.QueryResult;
import io.elanus.model.ReadStatistics;
import io.elanus.model.SearchParams;
import io.elanus.model.SearchRequest;
import io.elanus.model.SearchResult;
import io.elanus.model.UpdateRequest;
import io.elanus.model.Value;
import io.elanus.model.WriteRequest;
import io.elanus.model.WriteResult;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.service.vector.request.data.BaseVector;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.SearchResp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes and reads in the words of the SDK. */
final class SdkRows {
    private static final String COUNT = "count(*)";

    private final MilvusClientV2 client;
    private final Function<CollectionName, CollectionDescription> describing;

    SdkRows(MilvusClientV2 client, Function<CollectionName, CollectionDescription> describing) {
        this.client = client;
        this.describing = describing;
    }

    private CollectionSchema schema(CollectionName name) {
        return describing.apply(name).schema();
    }

    WriteResult insert(WriteRequest request) {
        List<JsonObject> rows = SdkValues.rows(request);
        var answer = translated(() -> client.insert(InsertReq.builder()
                .databaseName(request.name().database())
                .collectionName(request.name().collection())
                .partitionName(request.partition().orElse(""))
                .data(rows)
                .build()));
        return written(request.name(), answer.getPrimaryKeys(), answer.getInsertCnt());
    }

    WriteResult upsert(WriteRequest request) {
        List<JsonObject> rows = SdkValues.rows(request);
        var answer = translated(() -> client.upsert(UpsertReq.builder()
                .databaseName(request.name().database())
                .collectionName(request.name().collection())
                .partitionName(request.partition().orElse(""))
                .data(rows)
                .build()));
        return written(request.name(), answer.getPrimaryKeys(), answer.getUpsertCnt());
    }

    WriteResult update(UpdateRequest update) {
        WriteRequest request = update.rows();
        List<JsonObject> rows = SdkValues.rows(request);
        List<UpsertReq.FieldPartialUpdateOp> operations = update.operations().stream()
                .map(operation -> UpsertReq.FieldPartialUpdateOp.builder()
                        .fieldName(operation.field())
                        .opType(UpsertReq.FieldPartialUpdateOp.OpType.valueOf(
                                operation.kind().name()))
                        .build())
                .toList();
        var answer = translated(() -> client.upsert(UpsertReq.builder()
                .databaseName(request.name().database())
                .collectionName(request.name().collection())
                .partitionName(request.partition().orElse(""))
                .partialUpdate(true)
                .fieldOps(operations)
                .data(rows)
                .build()));
        return written(request.name(), answer.getPrimaryKeys(), answer.getUpsertCnt());
    }

    private WriteResult written(CollectionName name, List<Object> keys, long rowCount) {
        FieldSchema key = schema(name).primaryKey();
        return new WriteResult(SdkValues.column(key, keys), rowCount, 0);
    }

    WriteResult delete(DeleteRequest request) {
        long count = translated(() -> client.delete(DeleteReq.builder()
                        .databaseName(request.name().database())
                        .collectionName(request.name().collection())
                        .partitionName(request.partition().orElse(""))
                        .filter(request.filter())
                        .filterTemplateValues(plain(request.templates()))
                        .build()))
                .getDeleteCnt();
        return new WriteResult(LongColumn.of(), count, 0);
    }

    private static Map<String, Object> plain(Map<String, Value> templates) {
        Map<String, Object> plain = new HashMap<>();
        templates.forEach((name, value) -> plain.put(name, SdkSchemas.plain(value)));
        return plain;
    }

    SearchResult search(SearchRequest request) {
        SearchReq.SearchReqBuilder builder = SearchReq.builder()
                .databaseName(request.name().database())
                .collectionName(request.name().collection())
                .partitionNames(request.partitions())
                .annsField(request.vectorField().orElse(""))
                .data(vectors(request))
                .limit(request.limit())
                .offset(request.offset())
                .roundDecimal(request.roundDecimal())
                .filter(request.filter())
                .filterTemplateValues(plain(request.templates()))
                .outputFields(request.outputFields())
                .searchParams(params(request.params()))
                .ignoreGrowing(request.ignoreGrowing());
        request.metric().ifPresent(metric -> builder.metricType(IndexParam.MetricType.valueOf(metric)));
        request.consistency().level().map(SdkRows::level).ifPresent(builder::consistencyLevel);
        List<List<SearchResp.SearchResult>> lists =
                translated(() -> client.search(builder.build())).getSearchResults();
        return decode(request, lists);
    }

    private static io.milvus.v2.common.ConsistencyLevel level(ConsistencyLevel level) {
        return SdkSchemas.consistency(level);
    }

    private static List<BaseVector> vectors(SearchRequest request) {
        List<BaseVector> vectors = new ArrayList<>();
        for (int row = 0; row < request.queries().rowCount(); row++) {
            vectors.add(new FloatVec(((VectorColumn) request.queries()).get(row)));
        }
        return vectors;
    }

    private static Map<String, Object> params(SearchParams params) {
        Map<String, Object> map = new HashMap<>();
        params.beam().ifPresent(beam -> map.put("ef", beam));
        params.probes().ifPresent(probes -> map.put("nprobe", probes));
        params.radius().ifPresent(radius -> map.put("radius", radius));
        params.rangeFilter().ifPresent(range -> map.put("range_filter", range));
        return map;
    }

    private SearchResult decode(SearchRequest request, List<List<SearchResp.SearchResult>> lists) {
        CollectionSchema schema = schema(request.name());
        List<SearchResp.SearchResult> hits =
                lists.stream().flatMap(List::stream).toList();
        float[] scores = new float[hits.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = hits.get(i).getScore();
        }
        List<Map<String, Object>> entities =
                hits.stream().map(SearchResp.SearchResult::getEntity).toList();
        return new SearchResult(
                schema.primaryKey(),
                lists.stream().mapToInt(List::size).toArray(),
                SdkValues.column(
                        schema.primaryKey(),
                        hits.stream().map(SearchResp.SearchResult::getId).toList()),
                scores,
                Optional.empty(),
                SdkValues.columns(schema, request.outputFields(), entities),
                request.outputFields().contains("*") ? SdkValues.names(schema) : request.outputFields(),
                0,
                Optional.empty(),
                ReadStatistics.NONE);
    }

    QueryResult query(QueryRequest request) {
        QueryReq.QueryReqBuilder builder = QueryReq.builder()
                .databaseName(request.name().database())
                .collectionName(request.name().collection())
                .partitionNames(request.partitions())
                .filter(request.filter())
                .filterTemplateValues(plain(request.templates()))
                .outputFields(request.outputFields())
                .offset(request.offset())
                .ignoreGrowing(request.ignoreGrowing());
        request.limit().ifPresent(builder::limit);
        request.consistency().level().map(SdkRows::level).ifPresent(builder::consistencyLevel);
        List<Map<String, Object>> entities = translated(() -> client.query(builder.build())).getQueryResults().stream()
                .map(row -> row.getEntity())
                .toList();
        CollectionSchema schema = schema(request.name());
        if (request.outputFields().contains(COUNT)) {
            FieldSchema field = FieldSchema.builder(COUNT, DataType.INT64).build();
            Column count = LongColumn.of((Long) entities.get(0).get(COUNT));
            return new QueryResult(
                    schema.primaryKey(),
                    List.of(new OutputColumn(field, count)),
                    Optional.empty(),
                    request.outputFields(),
                    0,
                    ReadStatistics.NONE);
        }
        List<String> fields = new ArrayList<>(request.outputFields());
        fields.add(schema.primaryKey().name());
        return new QueryResult(
                schema.primaryKey(),
                SdkValues.columns(schema, fields, entities),
                Optional.empty(),
                fields.contains("*") ? SdkValues.names(schema) : fields,
                0,
                ReadStatistics.NONE);
    }
}
