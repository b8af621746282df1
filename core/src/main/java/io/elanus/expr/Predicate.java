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

    /** Of VARCHAR. */
    record Like(FieldSchema field, LikePattern pattern) implements Predicate {}

    /** The field (an integer type) calculated with the operand lies in the interval. */
    record LongCalculation(FieldSchema field, Arithmetic arithmetic, long operand, LongInterval interval)
            implements Predicate {}

    /** The field (FLOAT or DOUBLE) calculated with the operand, in the precision of the field, lies in the interval. */
    record DoubleCalculation(FieldSchema field, Arithmetic arithmetic, double operand, DoubleInterval interval)
            implements Predicate {}

    /** Two fields of which both are BOOL, numbers, or VARCHAR; unknown where either is null. */
    record FieldComparison(FieldSchema left, Comparison comparison, FieldSchema right) implements Predicate {}

    /** Of JSON: unknown also where nothing, or a JSON null, stands at the path. */
    record JsonTest(FieldSchema field, JsonPath path, JsonCondition condition) implements Predicate {}

    /** Of JSON: something other than a JSON null stands at the path. Never unknown. */
    record JsonExists(FieldSchema field, JsonPath path) implements Predicate {}

    /** Of VARCHAR and TEXT whose texts are taken apart by this analyzer. */
    record TextMatch(FieldSchema field, TextAnalyzer analyzer, TextQuery query) implements Predicate {}
}
