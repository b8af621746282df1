package io.elanus;

import io.elanus.model.ArrayForm;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.GeometryForm;
import io.elanus.model.IsoTimes;
import io.elanus.model.OutputColumn;
import io.elanus.model.QueryResult;
import io.elanus.model.SearchResult;
import io.elanus.model.SparseForm;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** From the columns of a result to rows. */
final class OutputRows {
    private OutputRows() {}

    static List<Row> of(QueryResult result) {
        int rowCount = result.columns().isEmpty()
                ? 0
                : result.columns().get(0).column().rowCount();
        List<Row> rows = new ArrayList<>(rowCount);
        for (int row = 0; row < rowCount; row++) {
            rows.add(new Row(values(result.columns(), result.outputFields(), row)));
        }
        return rows;
    }

    /** One list a query. */
    static List<List<Hit>> of(SearchResult result) {
        List<List<Hit>> lists = new ArrayList<>(result.hitCounts().length);
        int row = 0;
        for (int count : result.hitCounts()) {
            List<Hit> hits = new ArrayList<>(count);
            for (int end = row + count; row < end; row++) {
                Object key = Objects.requireNonNull(value(result.primaryKey(), result.ids(), row));
                OptionalInt element = result.elements().isPresent()
                        ? OptionalInt.of(result.elements().get()[row])
                        : OptionalInt.empty();
                hits.add(new Hit(
                        key, result.scores()[row], element, values(result.columns(), result.outputFields(), row)));
            }
            lists.add(hits);
        }
        return lists;
    }

    private static Map<String, @Nullable Object> values(List<OutputColumn> columns, List<String> names, int row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (OutputColumn column : columns) {
            if (column.field().dynamic()) {
                putDynamic(values, column, names, row);
            } else if (column.field().structName().isPresent()) {
                putPart(values, column, row);
            } else {
                values.put(column.field().name(), value(column.field(), column.column(), row));
            }
        }
        return values;
    }

    /** The column holds all values that no field names; the user may have asked for some of them. */
    private static void putDynamic(
            Map<String, @Nullable Object> values, OutputColumn column, List<String> names, int row) {
        boolean all = names.contains(CollectionSchema.DYNAMIC_FIELD_NAME);
        if (value(column.field(), column.column(), row) instanceof String text) {
            Json.readObject(text).forEach((name, value) -> {
                if (all || names.contains(name)) {
                    values.putIfAbsent(name, value);
                }
            });
        }
    }

    /** Puts the values of a part into the objects of its struct array, which parts before have made. */
    private static void putPart(Map<String, @Nullable Object> values, OutputColumn column, int row) {
        FieldSchema part = column.field();
        String struct = part.structName().orElseThrow();
        if (!(value(part, column.column(), row) instanceof List<?> elements)) {
            values.put(struct, null);
            return;
        }
        List<Map<String, Object>> objects = new ArrayList<>();
        for (int at = 0; at < elements.size(); at++) {
            Map<String, Object> object = new LinkedHashMap<>();
            if (values.get(struct) instanceof List<?> begun && begun.get(at) instanceof Map<?, ?> others) {
                others.forEach((name, value) -> object.put((String) name, Objects.requireNonNull(value)));
            }
            object.put(part.partName(), elements.get(at));
            objects.add(object);
        }
        values.put(struct, objects);
    }

    static @Nullable Object value(FieldSchema field, Column column, int row) {
        if (column.isNull(row)) {
            return null;
        }
        return switch (column) {
            case BoolColumn values -> values.get(row);
            case IntColumn values -> values.get(row);
            case LongColumn values ->
                field.type() == DataType.TIMESTAMPTZ
                        ? (Object) IsoTimes.instant(values.get(row))
                        : (Object) values.get(row);
            case FloatColumn values -> values.get(row);
            case DoubleColumn values -> values.get(row);
            case BytesColumn values -> ofLength(field, values, row);
            case VectorColumn values -> values.get(row);
            case PackedVectorColumn values -> values.get(row);
        };
    }

    private static Object ofLength(FieldSchema field, BytesColumn values, int row) {
        return switch (field.type()) {
            case ARRAY, ARRAY_OF_VECTOR ->
                elements(field.element(), ArrayForm.elements(field.element(), field.dim(), values, row));
            case GEOMETRY -> GeometryForm.text(values.get(row));
            case SPARSE_FLOAT_VECTOR -> sparse(values.slice(row));
            case VARCHAR, TEXT, JSON -> values.string(row);
            case BOOL,
                    INT8,
                    INT16,
                    INT32,
                    INT64,
                    FLOAT,
                    DOUBLE,
                    TIMESTAMPTZ,
                    BINARY_VECTOR,
                    FLOAT_VECTOR,
                    FLOAT16_VECTOR,
                    BFLOAT16_VECTOR,
                    INT8_VECTOR -> throw new IllegalStateException("values have one length: field=" + field.name());
        };
    }

    private static List<Object> elements(DataType type, Column column) {
        FieldSchema element = FieldSchema.builder("element", type).build();
        return IntStream.range(0, column.rowCount())
                .mapToObj(at -> Objects.requireNonNull(value(element, column, at)))
                .toList();
    }

    private static SortedMap<Long, Float> sparse(MemorySegment row) {
        SortedMap<Long, Float> elements = new TreeMap<>();
        for (int element = 0; element < SparseForm.count(row); element++) {
            elements.put(SparseForm.index(row, element), SparseForm.value(row, element));
        }
        return elements;
    }
}
