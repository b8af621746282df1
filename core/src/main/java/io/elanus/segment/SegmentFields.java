package io.elanus.segment;

import io.elanus.model.CollectionSchema;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The columns that a segment has: the fields of the schema and the timestamps of the rows. */
final class SegmentFields {
    private static final FieldSchema TIMESTAMP = FieldSchema.builder("Timestamp", DataType.INT64)
            .id(CollectionSchema.TIMESTAMP_FIELD_ID)
            .build();

    private SegmentFields() {}

    static List<FieldSchema> of(CollectionSchema schema) {
        List<FieldSchema> fields = new ArrayList<>();
        fields.add(TIMESTAMP);
        fields.addAll(schema.fields());
        return fields;
    }

    /** Empty of a field that was dropped. */
    static Optional<FieldSchema> find(CollectionSchema schema, long fieldId) {
        return fieldId == TIMESTAMP.id() ? Optional.of(TIMESTAMP) : schema.find(fieldId);
    }

    static Optional<FieldSchema> find(LiveSchema schema, long fieldId) {
        return fieldId == TIMESTAMP.id() ? Optional.of(TIMESTAMP) : schema.known(fieldId);
    }
}
