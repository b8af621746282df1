package io.elanus.expr;

import io.elanus.model.ArrayElements;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnSource;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The elements of arrays as rows of their own, so that tests of elements are tests like any others. The columns have the
 * numbers of the fields of arrays that they come from. Owned by one thread.
 */
final class ElementRows implements ColumnSource {
    private final List<FieldSchema> fields;
    private final ColumnSource rows;
    private final ArrayElements elements;
    private final RowSet wanted;
    private final Map<Long, Column> columns = new HashMap<>();

    /**
     * @param fields of arrays: one, or parts of one struct array
     * @param rows of the arrays
     * @param wanted of the rows of {@code elements}: those whose elements are asked for
     */
    ElementRows(List<FieldSchema> fields, ColumnSource rows, ArrayElements elements, RowSet wanted) {
        this.fields = fields;
        this.rows = rows;
        this.elements = elements;
        this.wanted = wanted;
    }

    /** Of the wanted elements those for which a test is true. */
    RowSet match(Predicate test) {
        return new Evaluator(this, _ -> List.of())
                .evaluate(test, elements.of(wanted))
                .certain();
    }

    @Override
    public int rowCount() {
        return elements.count();
    }

    @Override
    public Column column(long fieldId) {
        return columns.computeIfAbsent(fieldId, this::elements);
    }

    private Column elements(long fieldId) {
        FieldSchema field = fields.stream()
                .filter(each -> each.id() == fieldId)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("elements have no such field: id=" + fieldId));
        return elements.column(field, (BytesColumn) rows.column(fieldId), wanted);
    }
}
