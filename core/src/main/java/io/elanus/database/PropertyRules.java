package io.elanus.database;

import io.elanus.model.CollectionProperties;
import io.elanus.model.CollectionSchema;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.IsoTimes;
import io.elanus.segment.ExpiryRule;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the properties of a collection may be, and when its rows expire by them. The texts are Milvus's; clients match them. */
final class PropertyRules {
    /** A hundred years. */
    static final long TTL_SECONDS_MAX = 3_155_760_000L;

    private PropertyRules() {}

    /** Checks what is said of a collection that is made. */
    static void checkCreated(Map<String, String> properties, CollectionSchema schema) {
        checkTimezone(properties);
        checkTtl(properties, schema);
        checkAutoIds(properties, schema);
    }

    /**
     * Checks what is set on a collection that exists.
     *
     * @param before its properties
     */
    static void checkAltered(Map<String, String> set, Map<String, String> before, CollectionSchema schema) {
        checkTimezone(set);
        checkAutoIds(set, schema);
        if (set.containsKey(CollectionMeta.FIELD_ID_MAX)) {
            throw DatabaseException.invalid("property is the database's own: key=" + CollectionMeta.FIELD_ID_MAX);
        }
        checkTtl(set, schema);
        if (set.containsKey(CollectionProperties.TTL_SECONDS) && before.containsKey(CollectionProperties.TTL_FIELD)) {
            throw DatabaseException.invalid("ttl field is already exists, cannot be set collection TTL");
        }
        if (set.containsKey(CollectionProperties.TTL_FIELD) && before.containsKey(CollectionProperties.TTL_SECONDS)) {
            throw DatabaseException.invalid("collection TTL is already set, cannot be set ttl field");
        }
    }

    static void checkRemoved(Set<String> removed) {
        if (removed.contains(CollectionProperties.DYNAMIC_FIELD_ENABLED)) {
            throw DatabaseException.invalid("cannot delete key " + CollectionProperties.DYNAMIC_FIELD_ENABLED
                    + ", dynamic field schema could support set to true/false");
        }
        if (removed.contains(CollectionMeta.FIELD_ID_MAX)) {
            throw DatabaseException.invalid("property is the database's own: key=" + CollectionMeta.FIELD_ID_MAX);
        }
    }

    private static void checkAutoIds(Map<String, String> properties, CollectionSchema schema) {
        if (CollectionProperties.allowsInsertedAutoIds(properties)
                && !schema.primaryKey().autoId()) {
            throw DatabaseException.invalid("the value for " + CollectionProperties.ALLOW_INSERT_AUTO_ID
                    + " must be false when autoID is false");
        }
    }

    /** Of databases as well. */
    static void checkTimezone(Map<String, String> properties) {
        String zone = properties.get(CollectionProperties.TIMEZONE);
        if (zone != null && IsoTimes.findZone(zone).isEmpty()) {
            throw DatabaseException.invalid("unknown or invalid IANA Time Zone ID: " + zone);
        }
    }

    private static void checkTtl(Map<String, String> properties, CollectionSchema schema) {
        String seconds = properties.get(CollectionProperties.TTL_SECONDS);
        if (seconds != null) {
            checkSeconds(seconds);
        }
        String field = properties.get(CollectionProperties.TTL_FIELD);
        if (field != null) {
            checkField(field, schema);
        }
        if (seconds != null && field != null) {
            throw DatabaseException.invalid("collection TTL and ttl field cannot be set at the same time");
        }
    }

    private static void checkSeconds(String text) {
        long seconds = parse(text)
                .orElseThrow(() -> DatabaseException.invalid("collection TTL is not a valid positive integer"));
        if (seconds < -1 || seconds > TTL_SECONDS_MAX) {
            throw DatabaseException.invalid(
                    "collection TTL is out of range, expect [-1, " + TTL_SECONDS_MAX + "], got " + seconds);
        }
    }

    private static void checkField(String name, CollectionSchema schema) {
        FieldSchema field = schema.find(name)
                .orElseThrow(() -> DatabaseException.invalid("ttl field name " + name + " not found in schema"));
        if (field.type() != DataType.TIMESTAMPTZ) {
            throw DatabaseException.invalid("ttl field must be timestamptz, field name = " + name);
        }
    }

    private static Optional<Long> parse(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** When rows expire. What is no rule counts as none: a property must never keep rows from being read. */
    static ExpiryRule expiryRule(Map<String, String> properties, CollectionSchema schema) {
        Optional<Long> seconds = Optional.ofNullable(properties.get(CollectionProperties.TTL_SECONDS))
                .flatMap(PropertyRules::parse);
        if (seconds.isPresent() && seconds.get() > 0 && seconds.get() <= TTL_SECONDS_MAX) {
            return new ExpiryRule.AfterWrite(Duration.ofSeconds(seconds.get()));
        }
        return Optional.ofNullable(properties.get(CollectionProperties.TTL_FIELD))
                .flatMap(schema::find)
                .filter(field -> field.type() == DataType.TIMESTAMPTZ)
                .<ExpiryRule>map(field -> new ExpiryRule.AtField(field.id()))
                .orElse(ExpiryRule.NEVER);
    }
}
