package io.elanus.expr;

import io.elanus.expr.Term.Calculation;
import io.elanus.expr.Term.Column;
import io.elanus.expr.Term.Condition;
import io.elanus.expr.Term.Constant;
import io.elanus.expr.Term.Element;
import io.elanus.expr.Term.Elements;
import io.elanus.expr.Term.Length;
import io.elanus.expr.Term.Path;
import io.elanus.expr.Term.Sample;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.util.ArrayList;
import java.util.List;

/** The typing of comparisons, ranges and lists: which pairs of types are allowed, and what they become. */
final class Comparisons {
    private Comparisons() {}

    static Term compare(Comparison comparison, Term left, Term right) {
        if (left instanceof Constant(Value a) && right instanceof Constant(Value b)) {
            return new Constant(new Value.Bool(Constants.compare(comparison, a, b)));
        }
        checkNoWholeArray(left);
        checkNoWholeArray(right);
        if (!left.kind().comparesWith(right.kind())) {
            throw new FilterException(
                    "comparisons between " + left.typeName() + " and " + right.typeName() + " are not supported");
        }
        if (left instanceof Constant(Value constant)) {
            return new Condition(compareToConstant(comparison.mirrored(), right, constant));
        }
        if (right instanceof Constant(Value constant)) {
            return new Condition(compareToConstant(comparison, left, constant));
        }
        return new Condition(compareFields(comparison, left, right));
    }

    /** One end of a range as it was written. */
    record Bound(Term term, boolean included) {}

    /** {@code lower < middle < upper}, either bound included or not. */
    static Predicate range(Bound lower, Term middle, Bound upper, String text) {
        checkNoWholeArray(middle);
        JsonCondition.Bound min = new JsonCondition.Bound(constant("lowerbound", lower, text), lower.included);
        JsonCondition.Bound max = new JsonCondition.Bound(constant("upperbound", upper, text), upper.included);
        return switch (middle) {
            case Column(FieldSchema field) -> {
                checkBounds(min, max, field.type());
                yield range(field, min, max);
            }
            case Element element -> element.test(range(lower, element.column(), upper, text));
            case Path(FieldSchema field, JsonPath path) -> {
                checkBounds(min, max, DataType.JSON);
                yield new Predicate.JsonTest(field, path, new JsonCondition.Range(min, max));
            }
            case Constant _, Calculation _, Length _, Condition _, Elements _, Sample _ ->
                throw new FilterException("range operations are only supported on single fields now, got: " + text);
        };
    }

    /** {@code subject in [values]}. */
    static Predicate in(Term subject, List<Value> values, String text) {
        return switch (subject) {
            case Column(FieldSchema field) -> in(field, values);
            case Element element -> element.test(in(element.column(), values, text));
            case Path(FieldSchema field, JsonPath path) ->
                new Predicate.JsonTest(field, path, JsonCondition.OneOf.of(values));
            case Constant _ ->
                throw new FilterException("'term' can only be used on non-const expression, but got: " + text);
            case Calculation _, Length _, Condition _, Elements _, Sample _ ->
                throw new FilterException("'term' can only be used on single field, but got: " + text);
        };
    }

    /**
     * {@code array_contains_any(array, elements)}, or {@code array_contains_all}.
     *
     * @param operation as messages call it
     */
    static Predicate contains(String operation, FieldSchema array, boolean all, List<Value> elements) {
        FieldSchema element = Predicate.elementField(array);
        List<Value> possible = new ArrayList<>(elements.size());
        for (Value value : elements) {
            if (Kind.of(value) != Kind.of(element.type())) {
                throw new FilterException(operation + " operation can't compare between array element type: "
                        + element.type().wireName() + " and " + Constants.typeName(value));
            }
            Value canonical = Numbers.canonical(value);
            if (Constants.fits(canonical, element.type())) {
                possible.add(canonical);
            }
        }
        if (!all || possible.size() < elements.size()) {
            // What no element can be makes all of them false.
            return new Predicate.AnyElement(array, in(element, all ? List.of() : possible));
        }
        return possible.isEmpty()
                ? new Predicate.LengthRange(array, LongInterval.of(Comparison.GREATER_EQUAL, 0))
                : new Predicate.And(possible.stream()
                        .<Predicate>map(value -> new Predicate.AnyElement(array, in(element, List.of(value))))
                        .toList());
    }

    private static void checkNoWholeArray(Term term) {
        if (term instanceof Column && term.kind() == Kind.ARRAY) {
            throw new FilterException("can not comparisons array fields directly");
        }
    }

    private static Predicate compareToConstant(Comparison comparison, Term subject, Value constant) {
        if (comparison == Comparison.NOT_EQUAL) {
            return new Predicate.Not(compareToConstant(Comparison.EQUAL, subject, constant));
        }
        return switch (subject) {
            case Column(FieldSchema field) -> compareColumn(comparison, field, constant);
            case Path(FieldSchema field, JsonPath path) ->
                new Predicate.JsonTest(field, path, jsonQuestion(comparison, constant));
            case Element element -> element.test(compareToConstant(comparison, element.column(), constant));
            case Calculation calculation -> compareCalculation(comparison, calculation, constant);
            case Length(Term array) -> compareLength(array, lengths(comparison, constant));
            case Condition _, Elements _, Sample _ ->
                throw new FilterException("not supported to compare the result of a condition");
            case Constant _ -> throw new IllegalStateException("two constants: subject=" + subject);
        };
    }

    private static Predicate compareColumn(Comparison comparison, FieldSchema field, Value constant) {
        Constants.checkFits(constant, field);
        if (comparison == Comparison.EQUAL) {
            return in(field, List.of(constant));
        }
        return switch (Kind.of(field.type())) {
            case BOOL -> longRange(field, longs(comparison, constant));
            case NUMBER ->
                field.type().isInteger()
                        ? longRange(field, longs(comparison, constant))
                        : doubleRange(field, doubles(field, comparison, constant));
            case TEXT -> textRange(field, comparison, Constants.toText(constant));
            case ARRAY, JSON, OTHER -> throw new IllegalStateException("not a scalar: field=" + field.name());
        };
    }

    private static Predicate range(FieldSchema field, JsonCondition.Bound lower, JsonCondition.Bound upper) {
        Comparison above = lower.inclusive() ? Comparison.GREATER_EQUAL : Comparison.GREATER;
        Comparison below = upper.inclusive() ? Comparison.LESS_EQUAL : Comparison.LESS;
        return switch (Kind.of(field.type())) {
            case NUMBER ->
                field.type().isInteger()
                        ? longRange(field, longs(above, lower.value()).and(longs(below, upper.value())))
                        : doubleRange(
                                field, doubles(field, above, lower.value()).and(doubles(field, below, upper.value())));
            case TEXT ->
                new Predicate.TextRange(
                        field,
                        from(Constants.toText(lower.value()), lower.inclusive()),
                        from(Constants.toText(upper.value()), !upper.inclusive()));
            case BOOL, ARRAY, JSON, OTHER -> throw new IllegalStateException("no ranges: field=" + field.name());
        };
    }

    private static Predicate longRange(FieldSchema field, LongInterval interval) {
        return new Predicate.LongRange(field, interval);
    }

    private static Predicate doubleRange(FieldSchema field, DoubleInterval interval) {
        return new Predicate.DoubleRange(field, interval);
    }

    private static LongInterval longs(Comparison comparison, Value constant) {
        return LongInterval.of(comparison, Constants.toLong(constant));
    }

    private static DoubleInterval doubles(FieldSchema field, Comparison comparison, Value constant) {
        return DoubleInterval.of(comparison, Constants.toDouble(constant, field.type()));
    }

    private static Predicate textRange(FieldSchema field, Comparison comparison, String constant) {
        boolean isBelow = comparison == Comparison.LESS || comparison == Comparison.LESS_EQUAL;
        return isBelow
                ? new Predicate.TextRange(field, "", from(constant, comparison == Comparison.LESS))
                : new Predicate.TextRange(field, from(constant, comparison == Comparison.GREATER_EQUAL), null);
    }

    /** The text itself, or the next one in the order of bytes, which is the text and a zero byte. */
    private static String from(String text, boolean included) {
        return included ? text : text + "\0";
    }

    private static Predicate in(FieldSchema field, List<Value> values) {
        for (Value value : values) {
            if (!Constants.fits(value, field.type())) {
                throw new FilterException("value '" + Constants.showTyped(value) + "' in list cannot be casted to "
                        + field.type().wireName());
            }
        }
        return switch (Kind.of(field.type())) {
            case BOOL -> new Predicate.LongIn(field, longs(values));
            case NUMBER ->
                field.type().isInteger()
                        ? new Predicate.LongIn(field, longs(values))
                        : new Predicate.DoubleIn(field, bits(values, field.type()));
            case TEXT ->
                new Predicate.TextIn(
                        field, TextSet.of(values.stream().map(Constants::toText).toList()));
            case ARRAY, JSON, OTHER ->
                throw new FilterException("'in' is not supported on fields of type "
                        + field.type().wireName() + ": " + field.name());
        };
    }

    private static LongSet longs(List<Value> values) {
        return LongSet.of(values.stream().mapToLong(Constants::toLong).toArray());
    }

    private static LongSet bits(List<Value> values, DataType type) {
        return LongSet.of(values.stream()
                .mapToLong(value -> Numbers.bits(Constants.toDouble(value, type)))
                .toArray());
    }

    private static JsonCondition.OfValue jsonQuestion(Comparison comparison, Value constant) {
        if (comparison == Comparison.EQUAL) {
            return JsonCondition.OneOf.of(List.of(constant));
        }
        if (constant instanceof Value.Array) {
            throw new FilterException("arrays can only be compared by == and !=, got: " + Constants.show(constant));
        }
        return JsonCondition.Range.of(comparison, constant);
    }

    private static Predicate compareCalculation(Comparison comparison, Calculation calculation, Value constant) {
        return switch (calculation.subject()) {
            case Path(FieldSchema field, JsonPath path) -> {
                if (!Numbers.isNumber(constant)) {
                    throw new FilterException("cannot compare a calculated number with " + Constants.show(constant));
                }
                yield new Predicate.JsonTest(
                        field,
                        path,
                        new JsonCondition.Calculated(
                                calculation.arithmetic(), calculation.operand(), jsonQuestion(comparison, constant)));
            }
            case Column(FieldSchema field) -> {
                Constants.checkFits(constant, field);
                yield field.type().isInteger()
                        ? new Predicate.LongCalculation(
                                field,
                                calculation.arithmetic(),
                                Constants.toLong(calculation.operand()),
                                longs(comparison, constant))
                        : new Predicate.DoubleCalculation(
                                field,
                                calculation.arithmetic(),
                                Constants.toDouble(calculation.operand(), field.type()),
                                doubles(field, comparison, constant));
            }
            case Element element ->
                element.test(compareCalculation(
                        comparison,
                        new Calculation(element.column(), calculation.arithmetic(), calculation.operand()),
                        constant));
            case Constant _, Calculation _, Length _, Condition _, Elements _, Sample _ ->
                throw new IllegalStateException("not calculable: subject=" + calculation.subject());
        };
    }

    private static LongInterval lengths(Comparison comparison, Value constant) {
        if (constant instanceof Value.Int(long length)) {
            return LongInterval.of(comparison, length);
        }
        throw new FilterException("cannot cast value to Int64, value: " + Constants.show(constant));
    }

    private static Predicate compareLength(Term array, LongInterval interval) {
        return switch (array) {
            case Path(FieldSchema field, JsonPath path) ->
                new Predicate.JsonTest(field, path, new JsonCondition.Length(interval));
            case Column(FieldSchema field) -> new Predicate.LengthRange(field, interval);
            case Element _, Constant _, Calculation _, Length _, Condition _, Elements _, Sample _ ->
                throw new IllegalStateException("no array: term=" + array);
        };
    }

    private static Predicate compareFields(Comparison comparison, Term left, Term right) {
        if (left instanceof Path || right instanceof Path) {
            throw new FilterException("two column comparison with JSON type is not supported");
        }
        if (left instanceof Column(FieldSchema a) && right instanceof Column(FieldSchema b)) {
            return new Predicate.FieldComparison(a, comparison, b);
        }
        throw new FilterException("only comparison between two fields is supported");
    }

    private static Value constant(String end, Bound bound, String text) {
        if (bound.term instanceof Constant(Value value)) {
            return value;
        }
        throw new FilterException(end + " cannot be a non-const expression: " + text);
    }

    private static void checkBounds(JsonCondition.Bound min, JsonCondition.Bound max, DataType type) {
        checkBound(min.value(), type);
        checkBound(max.value(), type);
        checkRange(min.value(), max.value(), min.inclusive() && max.inclusive());
    }

    private static void checkBound(Value bound, DataType type) {
        if (type == DataType.BOOL) {
            throw new FilterException("invalid range operations on boolean expr");
        }
        if (!Constants.fits(bound, type) || bound instanceof Value.Array) {
            throw new FilterException("invalid range operations: " + Constants.show(bound));
        }
    }

    private static void checkRange(Value min, Value max, boolean bothIncluded) {
        if (Kind.of(min) != Kind.of(max)) {
            throw new FilterException("invalid range operations: " + Constants.show(min) + ", " + Constants.show(max));
        }
        int order = Constants.compare(min, max);
        if (order > 0 || (order == 0 && !bothIncluded)) {
            throw new FilterException("invalid range: lowerbound is greater than upperbound");
        }
    }
}
