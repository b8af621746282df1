package io.elanus.segment;

import io.elanus.model.CollectionSchema;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import java.util.ArrayList;
import java.util.List;

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

    static FieldSchema find(CollectionSchema schema, long fieldId) {
        return fieldId == TIMESTAMP.id() ? TIMESTAMP : schema.field(fieldId);
    }
}
