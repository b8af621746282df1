package io.elanus.database;

import io.elanus.model.CollectionProperties;
import io.elanus.model.CollectionSchema;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.model.StructSchema;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What may change about the fields of a collection with rows. The texts are Milvus's; clients match them. */
final class FieldChangeRules {
    private static final String DESCRIPTION = "field.description";
    private static final String MMAP_ENABLED = "mmap.enabled";

    /** What some clients call it. */
    private static final String MMAP_ENABLED_OTHER = "mmap_enabled";

    private static final String WARMUP = "warmup";
    private static final List<String> WARMUPS = List.of("disable", "sync", "async");
    private static final Set<String> SET = Set.of(
            FieldSchema.MAX_LENGTH, FieldSchema.MAX_CAPACITY, DESCRIPTION, MMAP_ENABLED, MMAP_ENABLED_OTHER, WARMUP);
    private static final Set<String> REMOVED = Set.of(MMAP_ENABLED, MMAP_ENABLED_OTHER, WARMUP);

    private FieldChangeRules() {}

    static void checkDropped(CollectionMeta meta, String name) {
        CollectionSchema schema = meta.schema();
        if (name.isEmpty()) {
            throw DatabaseException.invalid("field name is empty");
        }
        Optional<StructSchema> struct = schema.findStruct(name);
        if (struct.isPresent()) {
            boolean anyLeft = schema.vectorFields().stream()
                    .anyMatch(field -> field.structName().filter(name::equals).isEmpty());
            if (!anyLeft) {
                throw DatabaseException.invalid("cannot drop struct array field " + name
                        + ": it would leave no vector field in the collection");
            }
            return;
        }
        FieldSchema field = schema.find(name).orElseThrow(() -> DatabaseException.invalid("field not found: " + name));
        if (field.structName().isPresent()) {
            throw DatabaseException.invalid("cannot drop sub-field of struct array field: "
                    + field.structName().get() + "." + field.partName());
        }
        if (name.equals(meta.properties().get(CollectionProperties.TTL_FIELD))) {
            throw DatabaseException.invalid("cannot drop field " + name
                    + " because it is referenced by collection property " + CollectionProperties.TTL_FIELD
                    + ", drop the property first");
        }
        if (field.dynamic()) {
            throw DatabaseException.invalid("cannot drop system field: " + name);
        }
        if (field.primaryKey()) {
            throw DatabaseException.invalid("cannot drop primary key field: " + name);
        }
        if (field.partitionKey()) {
            throw DatabaseException.invalid("cannot drop partition key field: " + name);
        }
        if (field.clusteringKey()) {
            throw DatabaseException.invalid("cannot drop clustering key field: " + name);
        }
        if (field.type().isVector() && schema.vectorFields().size() == 1) {
            throw DatabaseException.invalid("cannot drop the last vector field: " + name);
        }
    }

    /** The field as it is to be. */
    static FieldSchema altered(CollectionMeta meta, String name, Map<String, String> set, Set<String> removed) {
        FieldSchema field = meta.schema()
                .find(name)
                .filter(each -> !each.dynamic())
                .orElseThrow(() -> DatabaseException.invalid("field " + name + " does not exist in collection"));
        String description = field.description();
        Map<String, String> params = new TreeMap<>(field.params());
        for (Map.Entry<String, String> change : set.entrySet()) {
            checkSet(meta, field, change.getKey(), change.getValue());
            if (change.getKey().equals(DESCRIPTION)) {
                description = change.getValue();
            } else {
                params.put(kept(change.getKey()), change.getValue());
            }
        }
        for (String key : removed) {
            if (!REMOVED.contains(key)) {
                throw DatabaseException.invalid(key + " is not allowed to drop in collection field param");
            }
            requireReleased(meta, "can not drop collection field properties if collection loaded");
            params.remove(kept(key));
        }
        return field.withParams(description, params);
    }

    private static String kept(String key) {
        return key.equals(MMAP_ENABLED_OTHER) ? MMAP_ENABLED : key;
    }

    private static void checkSet(CollectionMeta meta, FieldSchema field, String key, String value) {
        if (!SET.contains(key)) {
            throw DatabaseException.invalid(key + " does not allow update in collection field param");
        }
        switch (key) {
            case FieldSchema.MAX_LENGTH -> checkMaxLength(field, value);
            case FieldSchema.MAX_CAPACITY -> checkMaxCapacity(field, value);
            case MMAP_ENABLED, MMAP_ENABLED_OTHER ->
                requireReleased(meta, "can not alter collection field properties if collection loaded");
            case WARMUP -> {
                requireReleased(meta, "can not alter warmup if collection loaded");
                if (!WARMUPS.contains(value)) {
                    throw DatabaseException.invalid(
                            "invalid warmup policy: " + value + ", must be 'disable', 'sync' or 'async'");
                }
            }
            default -> {} // A description may be anything.
        }
    }

    private static void checkMaxLength(FieldSchema field, String value) {
        boolean texts = field.type() == DataType.VARCHAR
                || (field.type() == DataType.ARRAY && field.element() == DataType.VARCHAR);
        if (!texts || field.structName().isPresent()) {
            throw DatabaseException.invalid(field.name() + " can not modify the maxlength for non-string types");
        }
        long length = number(value)
                .orElseThrow(() ->
                        DatabaseException.invalid(FieldSchema.MAX_LENGTH + " should be an integer, but got " + value));
        if (length > FieldRules.VARCHAR_BYTES_MAX) {
            throw DatabaseException.invalid(
                    value + " exceeds the maximum allowed value " + FieldRules.VARCHAR_BYTES_MAX);
        }
        if (length < 1) {
            throw DatabaseException.invalid("the maximum length specified for the field(" + field.name()
                    + ") should be in (0, " + FieldRules.VARCHAR_BYTES_MAX + "], but got " + value + " instead");
        }
    }

    private static void checkMaxCapacity(FieldSchema field, String value) {
        if (field.type() != DataType.ARRAY || field.structName().isPresent()) {
            throw DatabaseException.invalid(field.name() + " can not modify the maxcapacity for non-array types");
        }
        long capacity = number(value)
                .orElseThrow(() -> DatabaseException.invalid("the value for " + FieldSchema.MAX_CAPACITY + " of field "
                        + field.name() + " must be an integer"));
        if (capacity < 1 || capacity > FieldRules.ARRAY_CAPACITY_MAX) {
            throw DatabaseException.invalid("the maximum capacity specified for a Array should be in (0, "
                    + FieldRules.ARRAY_CAPACITY_MAX + "]");
        }
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void requireReleased(CollectionMeta meta, String message) {
        if (!meta.loaded().nothing()) {
            throw new DatabaseException(
                    ErrorCode.COLLECTION_LOADED,
                    message + ": collection already loaded[collection="
                            + meta.name().collection() + "]");
        }
    }

    /** What is wanted of the dynamic field, if nothing else is wanted. */
    static boolean dynamicFieldEnabled(Map<String, String> set) {
        if (set.size() > 1) {
            throw DatabaseException.invalid("cannot alter dynamic schema with other properties at the same time");
        }
        String value = set.get(CollectionProperties.DYNAMIC_FIELD_ENABLED);
        return switch (String.valueOf(value).toLowerCase(Locale.ROOT)) {
            case "true", "1", "t" -> true;
            case "false", "0", "f" -> false;
            default -> throw DatabaseException.invalid("invalid dynamic schema property value: " + value);
        };
    }
}
