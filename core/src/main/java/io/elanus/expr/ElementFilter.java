package io.elanus.expr;

import io.elanus.model.ArrayElements;
import io.elanus.model.ColumnSource;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import java.util.List;

/**
 * Which elements of a struct array are meant, besides which rows: {@code element_filter}. A row without any of them does not
 * match. Immutable and thread-safe.
 */
public final class ElementFilter {
    private final String struct;
    private final List<FieldSchema> parts;
    private final Predicate test;

    /**
     * @param parts what the test is about, at least one
     * @param test of the {@link Predicate#elementField}s of the parts
     */
    ElementFilter(String struct, List<FieldSchema> parts, Predicate test) {
        this.struct = struct;
        this.parts = List.copyOf(parts);
        this.test = test;
    }

    /** The name of the struct array. */
    public String struct() {
        return struct;
    }

    /** A part of the struct array, by which its elements can be numbered. */
    public FieldSchema part() {
        return parts.getFirst();
    }

    /**
     * The elements that are meant.
     *
     * @param rows that hold the struct array
     * @param elements of some of them
     * @param wanted of the rows of {@code elements}, those whose elements are asked for
     */
    public RowSet match(ColumnSource rows, ArrayElements elements, RowSet wanted) {
        return new ElementRows(parts, rows, elements, wanted).match(test);
    }

    /** True of the rows that have such an element. */
    Predicate anyElement() {
        return Predicate.elementCount(parts, test, LongInterval.of(Comparison.GREATER_EQUAL, 1));
    }
}
