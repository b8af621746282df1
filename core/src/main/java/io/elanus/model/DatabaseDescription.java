package io.elanus.model;

import java.util.Map;

/** A database: a namespace of collections. */
public record DatabaseDescription(long id, String name, long createdTimestamp, Map<String, String> properties) {
    public DatabaseDescription {
        properties = Map.copyOf(properties);
    }
}
