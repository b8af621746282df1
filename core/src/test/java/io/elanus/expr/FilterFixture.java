package io.elanus.expr;

import io.elanus.model.ArrayForm;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.GeometryForm;
import io.elanus.model.RowSet;
import io.elanus.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A collection with a field of every type that filters know, and rows given as maps; a missing field is null. */
final class FilterFixture {
    static final CollectionSchema SCHEMA = schema();

    private FilterFixture() {}

    private static CollectionSchema schema() {
        return new CollectionSchema(
                "things",
                "",
                List.of(
                        field(100, "id", DataType.INT64).primaryKey(true).build(),
                        field(101, "flag", DataType.BOOL).build(),
                        field(102, "tiny", DataType.INT8).build(),
                        field(103, "small", DataType.INT16).build(),
                        field(104, "age", DataType.INT32).build(),
                        field(105, "big", DataType.INT64).build(),
                        field(106, "ratio", DataType.FLOAT).build(),
                        field(107, "price", DataType.DOUBLE).build(),
                        field(108, "name", DataType.VARCHAR).maxLength(100).build(),
                        field(109, "title", DataType.VARCHAR).maxLength(100).build(),
                        field(110, "meta", DataType.JSON).build(),
                        field(111, "$meta", DataType.JSON).dynamic(true).build(),
                        field(112, "vec", DataType.FLOAT_VECTOR).dim(2).build(),
                        field(113, "flag2", DataType.BOOL).build(),
                        array(114, "tags", DataType.INT64).build(),
                        field(115, "body", DataType.TEXT).build(),
                        array(116, "words", DataType.VARCHAR).build(),
                        array(117, "ratios", DataType.FLOAT).build(),
                        array(118, "flags", DataType.BOOL).build(),
                        array(119, "tinies", DataType.INT8).build(),
                        field(120, "place", DataType.GEOMETRY).build()),
                true);
    }

    static CollectionSchema withoutDynamicField() {
        return new CollectionSchema(
                "things",
                "",
                SCHEMA.fields().stream().filter(field -> !field.dynamic()).toList(),
                false);
    }

    private static FieldSchema.Builder field(long id, String name, DataType type) {
        return FieldSchema.builder(name, type).id(id).nullable(true);
    }

    private static FieldSchema.Builder array(long id, String name, DataType element) {
        return field(id, name, DataType.ARRAY).elementType(element);
    }

    static Filter parse(String text) {
        return Filter.parse(text, SCHEMA, Map.of());
    }

    static List<Integer> match(String text, List<Map<String, Object>> rows) {
        return match(parse(text), batch(rows));
    }

    static List<Integer> match(String text, Map<String, Value> templates, List<Map<String, Object>> rows) {
        return match(Filter.parse(text, SCHEMA, templates), batch(rows));
    }

    static List<Integer> match(Filter filter, ColumnBatch batch) {
        RowSet set = filter.match(batch);
        List<Integer> offsets = new ArrayList<>();
        for (int row = set.next(0); row >= 0; row = set.next(row + 1)) {
            offsets.add(row);
        }
        return offsets;
    }

    static ColumnBatch batch(List<Map<String, Object>> rows) {
        SortedMap<Long, Column> columns = new TreeMap<>();
        for (FieldSchema field : SCHEMA.fields()) {
            if (field.type().isVector() || field.type() == DataType.TEXT) {
                continue;
            }
            ColumnBuilder builder = ColumnBuilder.of(field);
            for (Map<String, Object> row : rows) {
                add(builder, field, row.get(field.name()));
            }
            columns.put(field.id(), builder.build());
        }
        return new ColumnBatch(rows.size(), columns);
    }

    private static void add(ColumnBuilder builder, FieldSchema field, @Nullable Object value) {
        DataType type = field.type();
        switch (value) {
            case null -> builder.addNull();
            case List<?> elements -> {
                FieldSchema element = Predicate.elementField(field);
                ColumnBuilder column = ColumnBuilder.of(element);
                elements.forEach(one -> add(column, element, one));
                builder.add(ArrayForm.bytes(column.build()));
            }
            case String text when type == DataType.GEOMETRY -> builder.add(GeometryForm.ofText(text));
            case Boolean flag -> builder.add((boolean) flag);
            case String text when type == DataType.JSON -> builder.add(new Value.Text(text));
            case String text -> builder.add(text);
            case Number number when type == DataType.INT64 -> builder.add(number.longValue());
            case Number number when type == DataType.FLOAT -> builder.add(number.floatValue());
            case Number number when type == DataType.DOUBLE -> builder.add(number.doubleValue());
            case Number number -> builder.add(number.intValue());
            default -> throw new IllegalArgumentException("not a value of a row: " + value);
        }
    }
}
