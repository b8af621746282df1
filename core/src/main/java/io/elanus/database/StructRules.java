package io.elanus.database;

import io.elanus.model.CollectionSchema;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.StructSchema;
import java.util.List;

/** What a struct array may look like; its parts are checked as fields too. The texts are Milvus's; clients match them. */
final class StructRules {
    private StructRules() {}

    static void check(CollectionSchema schema) {
        for (StructSchema struct : schema.structs()) {
            check(schema, struct, schema.parts(struct));
        }
    }

    private static void check(CollectionSchema schema, StructSchema struct, List<FieldSchema> parts) {
        if (parts.isEmpty()) {
            throw DatabaseException.invalid("struct array field " + struct.name() + " has no sub-fields");
        }
        for (FieldSchema part : parts) {
            checkPart(part);
            FieldRules.check(schema, part);
        }
        FieldSchema first = parts.getFirst();
        for (FieldSchema part : parts) {
            if (part.maxCapacity() != first.maxCapacity()) {
                throw DatabaseException.invalid(
                        "all sub-fields in struct array field must have the same max_capacity: structName="
                                + struct.name() + ", subFieldName=" + part.partName() + ", max_capacity="
                                + part.maxCapacity() + ", expected=" + first.maxCapacity());
            }
            if (part.nullable() != struct.nullable()) {
                throw DatabaseException.invalid(
                        "sub-field in non-nullable struct cannot be nullable individually, set nullable on the struct"
                                + " instead: structName=" + struct.name() + ", subFieldName=" + part.partName());
            }
        }
    }

    private static void checkPart(FieldSchema part) {
        if (part.elementType().isEmpty()) {
            throw DatabaseException.invalid(
                    "fields in StructArrayField can only be array or array of struct, but field " + part.partName()
                            + " is " + part.type().wireName());
        }
        if (part.primaryKey() || part.partitionKey() || part.clusteringKey() || part.autoId()) {
            throw DatabaseException.invalid("a part of a struct can be no key: field name = " + part.partName());
        }
        if (part.defaultValue().isPresent()) {
            throw DatabaseException.invalid("default_value is not supported for struct field: " + part.partName());
        }
    }
}
