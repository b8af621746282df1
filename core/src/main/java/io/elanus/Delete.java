package io.elanus;

import io.elanus.model.CollectionName;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DeleteRequest;
import io.elanus.model.ReadConsistency;
import io.elanus.model.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows to delete: those that match a filter, or those with given keys. Owned by one thread. */
public final class Delete {
    private static final String KEYS = "keys";

    private final Optional<String> filter;
    private final Map<String, Value> values = new HashMap<>();
    private Optional<String> partition = Optional.empty();

    private Delete(Optional<String> filter) {
        this.filter = filter;
    }

    /** @param filter an expression of the filter language that is not true of every row */
    public static Delete where(String filter) {
        return new Delete(Optional.of(filter));
    }

    public static Delete ids(long... ids) {
        return new Delete(Optional.empty()).value(KEYS, ids);
    }

    public static Delete ids(String... ids) {
        return new Delete(Optional.empty()).value(KEYS, List.of(ids));
    }

    /** @param value what {@code {name}} stands for in the filter: a boolean, a number, a text, or a list of them */
    public Delete value(String name, Object value) {
        values.put(name, Values.of(value));
        return this;
    }

    /** Only in this partition. */
    public Delete partition(String name) {
        partition = Optional.of(name);
        return this;
    }

    /** @param keyField the name of the field that holds the keys */
    DeleteRequest request(CollectionName name, String keyField) {
        return new DeleteRequest(
                name,
                partition,
                filter.orElse(keyField + " in {" + KEYS + "}"),
                values,
                ReadConsistency.of(ConsistencyLevel.STRONG));
    }
}
