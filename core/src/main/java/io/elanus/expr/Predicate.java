package io.elanus.expr;

import io.elanus.model.FieldSchema;
import io.elanus.text.TextAnalyzer;
import io.elanus.text.TextQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The typed form of a filter: fields are resolved, types agree, template variables are substituted, constants have the types
 * of the fields they are compared with.
 *
 * <p>Each is true, false or unknown for a row. Unless said otherwise it is unknown where the field is null.
 */
sealed interface Predicate {
    record Always(boolean value) implements Predicate {}

    /** Kleene's and, of two or more. */
    record And(List<Predicate> operands) implements Predicate {}

    /** Kleene's or, of two or more. */
    record Or(List<Predicate> operands) implements Predicate {}

    /** Unknown where the operand is. */
    record Not(Predicate operand) implements Predicate {}

    /** Never unknown. */
    record IsNull(FieldSchema field) implements Predicate {}

    /** Of BOOL (as 0 and 1), the integer types, and TIMESTAMPTZ (as microseconds since 1970). */
    record LongRange(FieldSchema field, LongInterval interval) implements Predicate {}

    /** Of BOOL (as 0 and 1) and the integer types. */
    record LongIn(FieldSchema field, LongSet values) implements Predicate {}

    /** Of FLOAT and DOUBLE. */
    record DoubleRange(FieldSchema field, DoubleInterval interval) implements Predicate {}

    /**
     * Of FLOAT and DOUBLE.
     *
     * @param values as {@link Numbers#bits}
     */
    record DoubleIn(FieldSchema field, LongSet values) implements Predicate {}

    /**
     * Of VARCHAR.
     *
     * @param min the first text inside
     * @param end the first text behind; null if there is no end
     */
    record TextRange(
            FieldSchema field, String min, @Nullable String end) implements Predicate {}

    /** Of VARCHAR. */
    record TextIn(FieldSchema field, TextSet values) implements Predicate {}

    /** Of VARCHAR: the text matches. */
    record Like(FieldSchema field, TextPattern pattern) implements Predicate {}

    /** The field (an integer type) calculated with the operand lies in the interval. */
    record LongCalculation(FieldSchema field, Arithmetic arithmetic, long operand, LongInterval interval)
            implements Predicate {}

    /** The field (FLOAT or DOUBLE) calculated with the operand, in the precision of the field, lies in the interval. */
    record DoubleCalculation(FieldSchema field, Arithmetic arithmetic, double operand, DoubleInterval interval)
            implements Predicate {}

    /** The field (TIMESTAMPTZ), put off by the duration, lies in the interval of microseconds since 1970. */
    record TimeCalculation(FieldSchema field, TimeSpan span, LongInterval interval) implements Predicate {}

    /** Two fields of which both are BOOL, numbers, or VARCHAR; unknown where either is null. */
    record FieldComparison(FieldSchema left, Comparison comparison, FieldSchema right) implements Predicate {}

    /** Of JSON: unknown also where nothing, or a JSON null, stands at the path. */
    record JsonTest(FieldSchema field, JsonPath path, JsonCondition condition) implements Predicate {}

    /** Of JSON: something other than a JSON null stands at the path. Never unknown. */
    record JsonExists(FieldSchema field, JsonPath path) implements Predicate {}

    /** Of VARCHAR and TEXT whose texts are taken apart by this analyzer. */
    record TextMatch(FieldSchema field, TextAnalyzer analyzer, TextQuery query) implements Predicate {}
    /**
     * Of ARRAY: what the test says of the element at a place; unknown also where the array has no such element.
     *
     * @param test of {@link #elementField}
     */
    record ElementTest(FieldSchema field, int index, Predicate test) implements Predicate {}

    /**
     * Of ARRAY: the test is true for any of the elements.
     *
     * @param test of {@link #elementField}
     */
    record AnyElement(FieldSchema field, Predicate test) implements Predicate {}

    /**
     * Of a struct array: the test is true for as many of its elements as the interval says.
     *
     * @param parts that the test is about, at least one
     * @param test of the {@link #elementField}s of the parts; never unknown, since no part of an element is null
     */
    record ElementCount(List<FieldSchema> parts, Predicate test, LongInterval count) implements Predicate {}

    /** Of ARRAY and ARRAY_OF_VECTOR: the number of elements lies in the interval. */
    record LengthRange(FieldSchema field, LongInterval interval) implements Predicate {}

    /** Of GEOMETRY. */
    record Spatial(FieldSchema field, SpatialTest test) implements Predicate {}

    /** {@link ElementCount}, or a plainer form of the same. */
    static Predicate elementCount(List<FieldSchema> parts, Predicate test, LongInterval count) {
        boolean any = count.min() == 1 && count.max() == Long.MAX_VALUE;
        return any && parts.size() == 1
                ? new AnyElement(parts.getFirst(), test)
                : new ElementCount(List.copyOf(parts), test, count);
    }

    /** What tests of the elements of an array take for their field. */
    static FieldSchema elementField(FieldSchema array) {
        return FieldSchema.builder(array.name(), array.element())
                .id(array.id())
                .nullable(true)
                .build();
    }
}
