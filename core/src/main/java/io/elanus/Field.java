package io.elanus;

import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import java.time.Instant;

/** One field of a collection to be made. Immutable. */
public final class Field {
    private final FieldSchema schema;

    private Field(FieldSchema.Builder builder) {
        this.schema = builder.build();
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

    /** Makes it the key of the rows: INT64 or text, one a collection. */
    public Field primaryKey() {
        return new Field(schema.toBuilder().primaryKey(true));
    }

    /** Lets the database make up the keys; rows are then inserted without. */
    public Field autoId() {
        return new Field(schema.toBuilder().autoId(true));
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
        return new Field(schema.toBuilder().nullable(true));
    }

    /** @param value what a row without a value has: a boolean, a number, a text or an {@link Instant} */
    public Field defaultValue(Object value) {
        return new Field(
                schema.toBuilder().defaultValue(Values.of(value instanceof Instant time ? time.toString() : value)));
    }

    /** Spreads the rows over partitions by this field, INT64 or text. */
    public Field partitionKey() {
        return new Field(schema.toBuilder().partitionKey(true));
    }

    /** Orders the rows by this field when they are compacted so. */
    public Field clusteringKey() {
        return new Field(schema.toBuilder().clusteringKey(true));
    }

    public Field description(String text) {
        return new Field(schema.toBuilder().description(text));
    }

    FieldSchema schema() {
        return schema;
    }
}
