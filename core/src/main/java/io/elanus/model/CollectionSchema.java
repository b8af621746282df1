package io.elanus.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a collection, in the order in which they were declared; the parts of struct arrays follow the others, and
 * the hidden dynamic field, if there is one, is the last.
 *
 * @param structs the struct arrays, whose parts are fields
 * @param dynamicFieldEnabled whether rows may have keys that no field names; then a field with
 *     {@link FieldSchema#dynamic} holds them once the collection exists
 * @param version how often the fields have changed since the collection was made
 */
public record CollectionSchema(
        String name,
        String description,
        List<FieldSchema> fields,
        List<StructSchema> structs,
        boolean dynamicFieldEnabled,
        int version) {
    /** The number of the first field of a user; smaller ones are the system's. */
    public static final long FIELD_ID_FIRST = 100;

    /** The number under which the timestamps of the rows are kept, as in Milvus. */
    public static final long TIMESTAMP_FIELD_ID = 1;

    public static final String DYNAMIC_FIELD_NAME = "$meta";

    public CollectionSchema {
        fields = List.copyOf(fields);
        structs = List.copyOf(structs);
    }

    /** The schema of a collection to be made. */
    public CollectionSchema(String name, String description, List<FieldSchema> fields, boolean dynamicFieldEnabled) {
        this(name, description, fields, List.of(), dynamicFieldEnabled, 0);
    }

    public static CollectionSchema of(String name, FieldSchema... fields) {
        return new CollectionSchema(name, "", List.of(fields), false);
    }

    public CollectionSchema withName(String other) {
        return new CollectionSchema(other, description, fields, structs, dynamicFieldEnabled, version);
    }

    /** The same collection with other forms of its fields. */
    public CollectionSchema withFields(List<FieldSchema> others) {
        return new CollectionSchema(name, description, others, structs, dynamicFieldEnabled, version);
    }

    /** The next version, with another field, which gets the number after the largest of this one. */
    public CollectionSchema withField(FieldSchema field) {
        return withNumberedField(field.toBuilder().id(fieldIdMax() + 1).build());
    }

    /** The next version, with another field. Requires: no field has ever had its number. */
    public CollectionSchema withNumberedField(FieldSchema field) {
        List<FieldSchema> more = new ArrayList<>(fields);
        int end = more.size() - (dynamicField().isPresent() ? 1 : 0);
        more.add(end, field);
        return new CollectionSchema(
                name, description, more, structs, dynamicFieldEnabled || field.dynamic(), version + 1);
    }

    /** The next version, without a field, or without a struct array and its parts. */
    public CollectionSchema without(String fieldOrStruct) {
        List<FieldSchema> fewer = fields.stream()
                .filter(field -> !field.name().equals(fieldOrStruct)
                        && field.structName().filter(fieldOrStruct::equals).isEmpty())
                .toList();
        List<StructSchema> fewerStructs = structs.stream()
                .filter(struct -> !struct.name().equals(fieldOrStruct))
                .toList();
        return new CollectionSchema(name, description, fewer, fewerStructs, dynamicFieldEnabled, version + 1);
    }

    /** The largest number of a field or struct array that is there. */
    public long fieldIdMax() {
        long last = structs.stream().mapToLong(StructSchema::id).max().orElse(FIELD_ID_FIRST - 1);
        return Math.max(last, fields.stream().mapToLong(FieldSchema::id).max().orElse(FIELD_ID_FIRST - 1));
    }

    /** @throws IllegalStateException if there is none: the schema has not been validated */
    public FieldSchema primaryKey() {
        return fields.stream()
                .filter(FieldSchema::primaryKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("schema has no primary key: collection=" + name));
    }

    public Optional<FieldSchema> find(String fieldName) {
        return fields.stream().filter(field -> field.name().equals(fieldName)).findFirst();
    }

    public Optional<FieldSchema> find(long fieldId) {
        return fields.stream().filter(field -> field.id() == fieldId).findFirst();
    }

    /** @throws IllegalStateException if there is none */
    public FieldSchema field(long fieldId) {
        return find(fieldId)
                .orElseThrow(() ->
                        new IllegalStateException("schema has no such field: collection=" + name + ", id=" + fieldId));
    }

    /** The field by whose value rows are spread over the partitions. */
    public Optional<FieldSchema> partitionKey() {
        return fields.stream().filter(FieldSchema::partitionKey).findFirst();
    }

    public Optional<FieldSchema> dynamicField() {
        return fields.stream().filter(FieldSchema::dynamic).findFirst();
    }

    public Optional<StructSchema> findStruct(String structName) {
        return structs.stream()
                .filter(struct -> struct.name().equals(structName))
                .findFirst();
    }

    /** The fields that are parts of a struct array. */
    public List<FieldSchema> parts(StructSchema struct) {
        return fields.stream()
                .filter(field ->
                        field.structName().filter(struct.name()::equals).isPresent())
                .toList();
    }

    public List<FieldSchema> vectorFields() {
        return fields.stream().filter(field -> field.type().isVector()).toList();
    }
}
