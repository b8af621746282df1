package io.elanus;

import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.StructSchema;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** One field of a collection to be made, or a struct array. Immutable. */
public final class Field {
    private final FieldSchema schema;

    /** Of a struct array, whose {@code schema} says what all of them have in common. */
    private final List<FieldSchema> parts;

    private Field(FieldSchema.Builder builder) {
        this(builder, List.of());
    }

    private Field(FieldSchema.Builder builder, List<FieldSchema> parts) {
        this.schema = builder.build();
        this.parts = parts;
    }

    private Field with(FieldSchema.Builder builder) {
        return new Field(builder, parts);
    }

    public static Field of(String name, DataType type) {
        return new Field(FieldSchema.builder(name, type));
    }

    public static Field bool(String name) {
        return of(name, DataType.BOOL);
    }

    public static Field int8(String name) {
        return of(name, DataType.INT8);
    }

    public static Field int16(String name) {
        return of(name, DataType.INT16);
    }

    public static Field int32(String name) {
        return of(name, DataType.INT32);
    }

    public static Field int64(String name) {
        return of(name, DataType.INT64);
    }

    public static Field float32(String name) {
        return of(name, DataType.FLOAT);
    }

    public static Field float64(String name) {
        return of(name, DataType.DOUBLE);
    }

    /**
     * Text that filters compare as a whole.
     *
     * @param bytesMax the longest value in UTF-8
     */
    public static Field text(String name, int bytesMax) {
        return new Field(FieldSchema.builder(name, DataType.VARCHAR).maxLength(bytesMax));
    }

    /** A time, kept to the microsecond. */
    public static Field time(String name) {
        return of(name, DataType.TIMESTAMPTZ);
    }

    public static Field json(String name) {
        return of(name, DataType.JSON);
    }

    /**
     * A vector of floats.
     *
     * @param dim how many
     */
    public static Field vector(String name, int dim) {
        return new Field(FieldSchema.builder(name, DataType.FLOAT_VECTOR).dim(dim));
    }

    /** A vector of bits, eight a byte; a row holds {@code byte[dim / 8]}. */
    public static Field binaryVector(String name, int dim) {
        return new Field(FieldSchema.builder(name, DataType.BINARY_VECTOR).dim(dim));
    }

    /** A vector of IEEE 754 half floats; a row holds {@code byte[2 * dim]}, little-endian. */
    public static Field float16Vector(String name, int dim) {
        return new Field(FieldSchema.builder(name, DataType.FLOAT16_VECTOR).dim(dim));
    }

    /** A vector of floats cut down to their upper 16 bits; a row holds {@code byte[2 * dim]}, little-endian. */
    public static Field bfloat16Vector(String name, int dim) {
        return new Field(FieldSchema.builder(name, DataType.BFLOAT16_VECTOR).dim(dim));
    }

    /** A vector of bytes; a row holds {@code byte[dim]}. */
    public static Field int8Vector(String name, int dim) {
        return new Field(FieldSchema.builder(name, DataType.INT8_VECTOR).dim(dim));
    }

    /** A vector most elements of which are zero; a row holds a map from places to values above zero. */
    public static Field sparseVector(String name) {
        return of(name, DataType.SPARSE_FLOAT_VECTOR);
    }

    /** Text of any length up to 2 MiB, which filters do not compare. */
    public static Field longText(String name) {
        return of(name, DataType.TEXT);
    }

    /** A geometry; a row holds its well-known text. */
    public static Field geometry(String name) {
        return of(name, DataType.GEOMETRY);
    }

    /**
     * A list of values of one type; a row holds a {@link java.util.List}.
     *
     * @param element what a value may be: a boolean, a number, or a text; its name does not count
     * @param capacity the longest list
     */
    public static Field array(String name, Field element, int capacity) {
        return new Field(FieldSchema.builder(name, DataType.ARRAY)
                .elementType(element.schema.type())
                .params(element.schema.params())
                .maxCapacity(capacity));
    }

    /**
     * A list of objects of one shape; a row holds a {@link java.util.List} of maps from the names of the parts to their values.
     * In filters and where a field is named, a part is called {@code name[part]}.
     *
     * @param capacity the longest list
     * @param parts booleans, numbers, texts, vectors with a dim
     */
    public static Field struct(String name, int capacity, Field... parts) {
        return new Field(
                FieldSchema.builder(name, DataType.ARRAY).maxCapacity(capacity),
                Stream.of(parts).map(Field::schema).toList());
    }

    /** Makes it the key of the rows: INT64 or text, one a collection. */
    public Field primaryKey() {
        return with(schema.toBuilder().primaryKey(true));
    }

    /** Lets the database make up the keys; rows are then inserted without. */
    public Field autoId() {
        return with(schema.toBuilder().autoId(true));
    }

    /**
     * Lets filters ask for the words of the text: {@code text_match}, {@code text_match_fuzzy}, {@code phrase_match}.
     *
     * @param analyzerParams how it is taken apart, a JSON object as Milvus has it; empty for the standard analyzer
     */
    public Field matchable(String analyzerParams) {
        FieldSchema.Builder builder =
                schema.toBuilder().param("enable_analyzer", "true").param("enable_match", "true");
        return new Field(analyzerParams.isEmpty() ? builder : builder.param("analyzer_params", analyzerParams));
    }

    public Field nullable() {
        return with(schema.toBuilder().nullable(true));
    }

    /** @param value what a row without a value has: a boolean, a number, a text or an {@link Instant} */
    public Field defaultValue(Object value) {
        return with(
                schema.toBuilder().defaultValue(Values.of(value instanceof Instant time ? time.toString() : value)));
    }

    /** Spreads the rows over partitions by this field, INT64 or text. */
    public Field partitionKey() {
        return with(schema.toBuilder().partitionKey(true));
    }

    /** Orders the rows by this field when they are compacted so. */
    public Field clusteringKey() {
        return with(schema.toBuilder().clusteringKey(true));
    }

    public Field description(String text) {
        return with(schema.toBuilder().description(text));
    }

    /** @throws IllegalArgumentException if it is a struct array */
    FieldSchema schema() {
        if (isStruct()) {
            throw new IllegalArgumentException("a struct array can stand in a schema only: field=" + schema.name());
        }
        return schema;
    }

    boolean isStruct() {
        return !parts.isEmpty();
    }

    StructSchema struct() {
        return new StructSchema(0, schema.name(), schema.description(), schema.nullable(), schema.params());
    }

    /** The parts of a struct array as the fields that they are. */
    List<FieldSchema> partFields() {
        return parts.stream().map(this::partField).toList();
    }

    private FieldSchema partField(FieldSchema part) {
        String name = StructSchema.fieldName(schema.name(), part.name());
        FieldSchema.Builder builder = FieldSchema.builder(
                        name, part.type().isVector() ? DataType.ARRAY_OF_VECTOR : DataType.ARRAY)
                .structName(schema.name())
                .elementType(part.type())
                .params(part.params())
                .maxCapacity(schema.maxCapacity())
                .description(part.description())
                .nullable(schema.nullable())
                // What no part can be is refused with all else that is wrong.
                .primaryKey(part.primaryKey() || schema.primaryKey())
                .partitionKey(part.partitionKey() || schema.partitionKey())
                .clusteringKey(part.clusteringKey() || schema.clusteringKey())
                .autoId(part.autoId() || schema.autoId());
        part.defaultValue().or(schema::defaultValue).ifPresent(builder::defaultValue);
        return builder.build();
    }
}
