package io.elanus;

import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.UpdateRequest;
import io.elanus.model.UpdateRequest.FieldOperation;
import io.elanus.model.UpdateRequest.Kind;
import io.elanus.model.WriteRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Some fields of rows, each with its primary key; the others stay as they are. Values that no field names are added to
 * those there, key by key. Owned by one thread.
 */
public final class Update {
    private final List<Row> rows;
    private final List<FieldOperation> operations = new ArrayList<>();
    private Optional<String> partition = Optional.empty();

    private Update(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    public static Update of(Row... rows) {
        return new Update(List.of(rows));
    }

    /** @param rows all with the same fields */
    public static Update of(List<Row> rows) {
        return new Update(rows);
    }

    /** The rows are in this partition. */
    public Update partition(String name) {
        partition = Optional.of(name);
        return this;
    }

    /** The elements of this field are put behind those of the array there. */
    public Update append(String arrayField) {
        operations.add(new FieldOperation(arrayField, Kind.ARRAY_APPEND));
        return this;
    }

    /** The elements of this field are taken out of the array there, wherever they occur. */
    public Update remove(String arrayField) {
        operations.add(new FieldOperation(arrayField, Kind.ARRAY_REMOVE));
        return this;
    }

    UpdateRequest request(CollectionName name, CollectionSchema schema, long schemaTimestamp) {
        checkSameFields(schema);
        WriteRequest request =
                new WriteRequest(name, partition, new InputRows(schema, rows).columns(), rows.size(), schemaTimestamp);
        return new UpdateRequest(request, operations);
    }

    /** A field that only some rows name would be set to null in the others. */
    private void checkSameFields(CollectionSchema schema) {
        Set<Set<String>> shapes = new HashSet<>();
        for (Row row : rows) {
            Set<String> fields = new HashSet<>(row.values().keySet());
            fields.retainAll(schema.fields().stream().map(FieldSchema::name).toList());
            shapes.add(fields);
        }
        if (shapes.size() > 1) {
            throw DatabaseException.invalid(
                    "rows of an update have different fields: fields=" + shapes + "; send them in an update each");
        }
    }
}
