package io.elanus.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One field of a collection.
 *
 * @param id 0 until the collection exists; from {@link CollectionSchema#FIELD_ID_FIRST} on afterwards, never used again
 * @param dynamic true only of the hidden JSON field that holds the keys which the schema does not name
 * @param elementType of ARRAY and ARRAY_OF_VECTOR
 * @param structName the struct array that the field is a part of; the field is then called {@code struct[part]}, and a row
 *     of it holds the values of the part of all elements
 * @param params the type parameters as the user gave them ({@code dim}, {@code max_length}, …), which describe returns;
 *     {@link #dim} and {@link #maxLength} are their typed forms
 */
public record FieldSchema(
        long id,
        String name,
        String description,
        DataType type,
        boolean primaryKey,
        boolean autoId,
        boolean nullable,
        boolean dynamic,
        boolean partitionKey,
        boolean clusteringKey,
        Optional<DataType> elementType,
        Optional<String> structName,
        Optional<Value> defaultValue,
        SortedMap<String, String> params) {
    public static final String DIM = "dim";
    public static final String MAX_LENGTH = "max_length";
    public static final String MAX_CAPACITY = "max_capacity";

    public FieldSchema {
        params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
    }

    public static Builder builder(String name, DataType type) {
        return new Builder(name, type);
    }

    public Builder toBuilder() {
        Builder builder = new Builder(name, type);
        builder.id = id;
        builder.description = description;
        builder.primaryKey = primaryKey;
        builder.autoId = autoId;
        builder.nullable = nullable;
        builder.dynamic = dynamic;
        builder.partitionKey = partitionKey;
        builder.clusteringKey = clusteringKey;
        builder.elementType = elementType;
        builder.structName = structName;
        builder.defaultValue = defaultValue;
        builder.params.putAll(params);
        return builder;
    }

    /** The same field with another description and other type parameters. */
    public FieldSchema withParams(String otherDescription, Map<String, String> otherParams) {
        Builder builder = toBuilder().description(otherDescription);
        builder.params.clear();
        return builder.params(otherParams).build();
    }

    /** The number of elements of a vector, 0 for types without; only of fields whose schema has been validated. */
    public int dim() {
        return type.hasDim() ? intParam(DIM) : 0;
    }

    /**
     * The most bytes that a VARCHAR, or one in an ARRAY, may have in UTF-8; only of such fields, and only once their schema
     * has been validated.
     */
    public int maxLength() {
        return intParam(MAX_LENGTH);
    }

    /** The most elements that an array may have; only of array fields whose schema has been validated. */
    public int maxCapacity() {
        return intParam(MAX_CAPACITY);
    }

    /** The type of the elements; only of array fields whose schema has been validated. */
    public DataType element() {
        return elementType.orElseThrow(() -> new IllegalStateException("field has no elements: field=" + name));
    }

    /** The name within its struct array, or the name of the field where it is in none. */
    public String partName() {
        return structName
                .map(struct -> name.substring(struct.length() + 1, name.length() - 1))
                .orElse(name);
    }

    private int intParam(String key) {
        String text = params.get(key);
        if (text == null) {
            throw new IllegalStateException("field has no such type parameter: field=" + name + ", key=" + key);
        }
        return Integer.parseInt(text);
    }

    /** Collects the parts of a field. Owned by one thread. */
    public static final class Builder {
        private final String name;
        private final DataType type;
        private final Map<String, String> params = new TreeMap<>();
        private long id;
        private String description = "";
        private boolean primaryKey;
        private boolean autoId;
        private boolean nullable;
        private boolean dynamic;
        private boolean partitionKey;
        private boolean clusteringKey;
        private Optional<DataType> elementType = Optional.empty();
        private Optional<String> structName = Optional.empty();
        private Optional<Value> defaultValue = Optional.empty();

        private Builder(String name, DataType type) {
            this.name = name;
            this.type = type;
        }

        public Builder id(long value) {
            id = value;
            return this;
        }

        public Builder description(String value) {
            description = value;
            return this;
        }

        public Builder primaryKey(boolean value) {
            primaryKey = value;
            return this;
        }

        public Builder autoId(boolean value) {
            autoId = value;
            return this;
        }

        public Builder nullable(boolean value) {
            nullable = value;
            return this;
        }

        public Builder dynamic(boolean value) {
            dynamic = value;
            return this;
        }

        public Builder partitionKey(boolean value) {
            partitionKey = value;
            return this;
        }

        public Builder clusteringKey(boolean value) {
            clusteringKey = value;
            return this;
        }

        public Builder elementType(DataType value) {
            elementType = Optional.of(value);
            return this;
        }

        /** The field is a part of this struct array, and {@code struct[part]} is its name. */
        public Builder structName(String value) {
            structName = Optional.of(value);
            return this;
        }

        public Builder defaultValue(Value value) {
            defaultValue = Optional.of(value);
            return this;
        }

        public Builder param(String key, String value) {
            params.put(key, value);
            return this;
        }

        public Builder params(Map<String, String> values) {
            params.putAll(values);
            return this;
        }

        public Builder dim(int value) {
            return param(DIM, Integer.toString(value));
        }

        public Builder maxLength(int value) {
            return param(MAX_LENGTH, Integer.toString(value));
        }

        public Builder maxCapacity(int value) {
            return param(MAX_CAPACITY, Integer.toString(value));
        }

        public FieldSchema build() {
            return new FieldSchema(
                    id,
                    name,
                    description,
                    type,
                    primaryKey,
                    autoId,
                    nullable,
                    dynamic,
                    partitionKey,
                    clusteringKey,
                    elementType,
                    structName,
                    defaultValue,
                    new TreeMap<>(params));
        }
    }
}
