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

    /** Makes it the key of the rows: INT64 or text, one a collection. */
    public Field primaryKey() {
        return new Field(schema.toBuilder().primaryKey(true));
    }

    /** Lets the database make up the keys; rows are then inserted without. */
    public Field autoId() {
        return new Field(schema.toBuilder().autoId(true));
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
