package io.elanus.server.grpc;

import com.google.protobuf.UnknownFieldSet;
import io.elanus.model.OutputColumn;
import io.elanus.model.QueryResult;
import io.elanus.model.SearchResult;
import io.elanus.wire.DataType;
import io.elanus.wire.FieldData;
import io.elanus.wire.LongArray;
import io.elanus.wire.QueryResults;
import io.elanus.wire.SearchIteratorV2Results;
import io.elanus.wire.SearchResultData;
import io.elanus.wire.SearchResults;
import io.elanus.wire.StructArrayField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hits and rows as clients read them. What there is none of still has its type and its length. */
final class SearchReplies {
    private static final int ELEMENTS_OF_QUERIES = 7;
    private static final int INDICES_OF_ELEMENTS = 1;

    private SearchReplies() {}

    /**
     * @param collection as the client named it, perhaps an alias
     * @param times how to show values of TIMESTAMPTZ
     * @param limit hits a query that were asked for
     * @param iterator whether the client will read again at the same timestamp
     */
    static SearchResults hits(SearchResult result, String collection, TimeForm times, int limit, boolean iterator) {
        SearchResultData.Builder hits = SearchResultData.newBuilder()
                .setNumQueries(result.hitCounts().length)
                .setTopK(limit)
                .addAllFieldsData(columns(result.columns(), times))
                .setIds(ColumnEncoder.ids(result.ids()))
                .addAllOutputFields(result.outputFields())
                .setAllSearchCount(result.scores().length)
                .setPrimaryFieldName(result.primaryKey().name());
        for (float score : result.scores()) {
            hits.addScores(score);
        }
        result.elements().ifPresent(places -> hits.setElementIndices(places(places)));
        for (int count : result.hitCounts()) {
            hits.addTopks(count);
        }
        result.iterator()
                .ifPresent(state -> hits.setSearchIteratorV2Results(SearchIteratorV2Results.newBuilder()
                        .setToken(state.token())
                        .setLastBound(state.lastBound())));
        return SearchResults.newBuilder()
                .setStatus(Statuses.OK)
                .setResults(hits)
                .setCollectionName(collection)
                .setSessionTs(iterator ? result.readTimestamp() : 0)
                .build();
    }

    /**
     * @param collection as the client named it, perhaps an alias
     * @param iterator whether the client will read again at the same timestamp
     */
    static QueryResults rows(QueryResult result, String collection, TimeForm times, boolean iterator) {
        return QueryResults.newBuilder()
                .setUnknownFields(elements(result))
                .setStatus(Statuses.OK)
                .addAllFieldsData(columns(result.columns(), times))
                .setCollectionName(collection)
                .addAllOutputFields(result.outputFields())
                .setSessionTs(iterator ? result.readTimestamp() : 0)
                .setPrimaryFieldName(result.primaryKey().name())
                .build();
    }

    /** For each row a message with the places of its elements: a field that the published messages do not have yet. */
    private static UnknownFieldSet elements(QueryResult result) {
        UnknownFieldSet.Field.Builder rows = UnknownFieldSet.Field.newBuilder();
        for (int[] row : result.elements().orElse(List.of())) {
            UnknownFieldSet.Field indices = UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(places(row).build().toByteString())
                    .build();
            rows.addLengthDelimited(UnknownFieldSet.newBuilder()
                    .addField(INDICES_OF_ELEMENTS, indices)
                    .build()
                    .toByteString());
        }
        return UnknownFieldSet.newBuilder()
                .addField(ELEMENTS_OF_QUERIES, rows.build())
                .build();
    }

    private static LongArray.Builder places(int[] places) {
        LongArray.Builder array = LongArray.newBuilder();
        for (int place : places) {
            array.addData(place);
        }
        return array;
    }

    private static List<FieldData> columns(List<OutputColumn> columns, TimeForm times) {
        List<FieldData> encoded = new ArrayList<>();
        Map<String, StructArrayField.Builder> structs = new LinkedHashMap<>();
        for (OutputColumn column : columns) {
            FieldData data = ColumnEncoder.encode(column, times);
            column.field()
                    .structName()
                    .ifPresentOrElse(
                            struct -> structs.computeIfAbsent(struct, name -> StructArrayField.newBuilder())
                                    .addFields(data),
                            () -> encoded.add(data));
        }
        structs.forEach((name, parts) -> encoded.add(FieldData.newBuilder()
                .setType(DataType.ArrayOfStruct)
                .setFieldName(name)
                .setStructArrays(parts)
                .build()));
        return encoded;
    }
}
