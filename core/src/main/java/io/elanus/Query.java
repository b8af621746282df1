package io.elanus;

import io.elanus.model.CollectionName;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.QueryRequest;
import io.elanus.model.ReadConsistency;
import io.elanus.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The rows that match a filter. Owned by one thread. */
public final class Query {
    static final String COUNT = "count(*)";

    private final String filter;
    private final Map<String, Value> values = new HashMap<>();
    private OptionalLong limit = OptionalLong.empty();
    private long offset;
    private List<String> output = List.of("*");
    private List<String> partitions = List.of();
    private ReadConsistency consistency = ReadConsistency.ofCollection();

    private Query(String filter) {
        this.filter = filter;
    }

    /** Every row; needs a limit, unless rows are only counted. */
    public static Query all() {
        return new Query("");
    }

    /** @param filter an expression of the filter language */
    public static Query where(String filter) {
        return new Query(filter);
    }

    /** @param value what {@code {name}} stands for in the filter: a boolean, a number, a text, or a list of them */
    public Query value(String name, Object value) {
        values.put(name, Values.of(value));
        return this;
    }

    public Query limit(long count) {
        limit = OptionalLong.of(count);
        return this;
    }

    /** @param count rows to leave out at the front; rows come in the order of their keys */
    public Query offset(long count) {
        offset = count;
        return this;
    }

    /** The fields that rows shall have besides the key; without, all. */
    public Query output(String... fields) {
        output = List.of(fields);
        return this;
    }

    /** Only these partitions. */
    public Query partitions(String... names) {
        partitions = List.of(names);
        return this;
    }

    /** How fresh the rows have to be; without, as the collection says. */
    public Query consistency(ConsistencyLevel level) {
        consistency = ReadConsistency.of(level);
        return this;
    }

    QueryRequest request(CollectionName name) {
        return request(name, output);
    }

    QueryRequest countRequest(CollectionName name) {
        return request(name, List.of(COUNT));
    }

    private QueryRequest request(CollectionName name, List<String> fields) {
        return new QueryRequest(
                name,
                partitions,
                filter,
                values,
                Optional.empty(),
                fields,
                limit,
                offset,
                consistency,
                false,
                false,
                Optional.empty());
    }
}
