package io.elanus.server.rest;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a page was asked for: parts of the path and of the query. */
final class PageRequest {
    private final ServiceRequestContext context;

    PageRequest(ServiceRequestContext context) {
        this.context = context;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(value -> !value.isEmpty());
    }

    /** The collection that {@code collectionName} and perhaps {@code dbName} name. */
    CollectionName collection() {
        String collection = parameter("collectionName")
                .orElseThrow(() -> DatabaseException.invalid("collectionName is missing; add ?collectionName=NAME"));
        return new CollectionName(parameter("dbName").orElse(CollectionName.DATABASE_DEFAULT), collection);
    }

    long number(String name, @Nullable String text) {
        try {
            return Long.parseLong(String.valueOf(text));
        } catch (NumberFormatException e) {
            throw DatabaseException.invalid(name + " is not a number: " + name + "=" + text);
        }
    }

    /** A number that is a part of the path. */
    long pathNumber(String name) {
        return number(name, context.pathParam(name));
    }
}
