package io.elanus.expr;

import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongFunction;

/**
 * What a predicate can be for rows of which only the ranges of their fields are known. The answer holds at least what the
 * predicate is for some row; it may hold more. Source: interval arithmetic, over the three values of Kleene's logic.
 */
final class RangeCheck {
    private static final Outcomes ANY = new Outcomes(true, true, true);

    private final LongFunction<Optional<FieldRange>> ranges;

    /** Which of the three values some row may have. */
    record Outcomes(boolean canBeTrue, boolean canBeFalse, boolean canBeUnknown) {
        Outcomes not() {
            return new Outcomes(canBeFalse, canBeTrue, canBeUnknown);
        }

        Outcomes and(Outcomes other) {
            boolean unknown = (canBeUnknown && (other.canBeTrue || other.canBeUnknown))
                    || (other.canBeUnknown && (canBeTrue || canBeUnknown));
            return new Outcomes(canBeTrue && other.canBeTrue, canBeFalse || other.canBeFalse, unknown);
        }

        Outcomes or(Outcomes other) {
            return not().and(other.not()).not();
        }
    }

    /** @param ranges by field; empty: nothing is known of it */
    RangeCheck(LongFunction<Optional<FieldRange>> ranges) {
        this.ranges = ranges;
    }

    Outcomes check(Predicate predicate) {
        return switch (predicate) {
            case Predicate.Always(boolean value) -> new Outcomes(value, !value, false);
            case Predicate.And(List<Predicate> operands) ->
                operands.stream().map(this::check).reduce(Outcomes::and).orElse(ANY);
            case Predicate.Or(List<Predicate> operands) ->
                operands.stream().map(this::check).reduce(Outcomes::or).orElse(ANY);
            case Predicate.Not(Predicate operand) -> check(operand).not();
            case Predicate.IsNull(FieldSchema field) ->
                ranges.apply(field.id())
                        .map(range -> new Outcomes(range.hasNulls(), range.hasValues(), false))
                        .orElse(ANY);
            case Predicate.LongRange(FieldSchema field, LongInterval interval) ->
                compare(field, (min, max) -> longs(interval, min, max));
            case Predicate.LongIn(FieldSchema field, LongSet values) ->
                compare(field, (min, max) -> longs(values, min, max));
            case Predicate.DoubleRange(FieldSchema field, DoubleInterval interval) ->
                compare(field, (min, max) -> doubles(interval, min, max));
            case Predicate.DoubleIn(FieldSchema field, LongSet values) ->
                compare(field, (min, max) -> doubles(values, min, max));
            case Predicate.TextRange test -> compare(test.field(), (min, max) -> texts(test, min, max));
            case Predicate.TextIn(FieldSchema field, TextSet values) ->
                compare(field, (min, max) -> texts(values, min, max));
            case Predicate.Like(FieldSchema field, TextPattern pattern) ->
                compare(field, (min, max) -> like(pattern.prefix(), min, max));
            case Predicate.LongCalculation _,
                    Predicate.DoubleCalculation _,
                    Predicate.TimeCalculation _,
                    Predicate.FieldComparison _,
                    Predicate.JsonTest _,
                    Predicate.JsonExists _,
                    Predicate.TextMatch _,
                    Predicate.ElementTest _,
                    Predicate.AnyElement _,
                    Predicate.ElementCount _,
                    Predicate.LengthRange _,
                    Predicate.Spatial _ -> ANY;
        };
    }

    /** How the values between two bounds lie to what they are compared with: whether some may be inside, some outside. */
    private record Overlap(boolean inside, boolean outside) {}

    private Outcomes compare(FieldSchema field, BiFunction<Optional<Value>, Optional<Value>, Overlap> comparison) {
        Optional<FieldRange> known = ranges.apply(field.id());
        if (known.isEmpty()) {
            return ANY;
        }
        FieldRange range = known.get();
        if (!range.hasValues()) {
            return new Outcomes(false, false, true);
        }
        Overlap overlap = comparison.apply(range.min(), range.max());
        return new Outcomes(overlap.inside, overlap.outside, range.hasNulls());
    }

    private static Overlap longs(LongInterval interval, Optional<Value> min, Optional<Value> max) {
        long low = min.map(RangeCheck::toLong).orElse(Long.MIN_VALUE);
        long high = max.map(RangeCheck::toLong).orElse(Long.MAX_VALUE);
        return new Overlap(
                Math.max(low, interval.min()) <= Math.min(high, interval.max()),
                low < interval.min() || high > interval.max());
    }

    private static Overlap longs(LongSet values, Optional<Value> min, Optional<Value> max) {
        long low = min.map(RangeCheck::toLong).orElse(Long.MIN_VALUE);
        long high = max.map(RangeCheck::toLong).orElse(Long.MAX_VALUE);
        int at = Arrays.binarySearch(values.sorted(), low);
        int next = at < 0 ? -at - 1 : at;
        boolean inside = next < values.size() && values.sorted()[next] <= high;
        return new Overlap(inside, !inside || low != high);
    }

    private static long toLong(Value value) {
        return value instanceof Value.Bool(boolean flag) ? (flag ? 1 : 0) : ((Value.Int) value).value();
    }

    private static Overlap doubles(DoubleInterval interval, Optional<Value> min, Optional<Value> max) {
        double low = min.map(Numbers::toDouble).orElse(Double.NEGATIVE_INFINITY);
        double high = max.map(Numbers::toDouble).orElse(Double.POSITIVE_INFINITY);
        // A bound that is a NaN compares false with everything: nothing is inside then.
        boolean inside = interval.min() <= interval.max() && low <= interval.max() && high >= interval.min();
        return new Overlap(inside, !(interval.contains(low) && interval.contains(high)));
    }

    private static Overlap doubles(LongSet values, Optional<Value> min, Optional<Value> max) {
        double low = min.map(Numbers::toDouble).orElse(Double.NEGATIVE_INFINITY);
        double high = max.map(Numbers::toDouble).orElse(Double.POSITIVE_INFINITY);
        boolean inside = Arrays.stream(values.sorted())
                .mapToDouble(Double::longBitsToDouble)
                .anyMatch(value -> value >= low && value <= high);
        return new Overlap(inside, !inside || low != high);
    }

    private static Overlap texts(Predicate.TextRange test, Optional<Value> min, Optional<Value> max) {
        String end = test.end();
        boolean reachesStart = max.isEmpty() || Texts.compare(test.min(), text(max.get())) <= 0;
        boolean beginsBeforeEnd = end == null || min.isEmpty() || Texts.compare(text(min.get()), end) < 0;
        boolean beginsInside = min.isPresent() && Texts.compare(test.min(), text(min.get())) <= 0;
        boolean endsInside = end == null || (max.isPresent() && Texts.compare(text(max.get()), end) < 0);
        return new Overlap(reachesStart && beginsBeforeEnd, !(beginsInside && endsInside));
    }

    private static Overlap texts(TextSet values, Optional<Value> min, Optional<Value> max) {
        boolean inside = values.sorted().stream()
                .anyMatch(value -> (min.isEmpty() || Texts.compare(text(min.get()), value) <= 0)
                        && (max.isEmpty() || Texts.compare(value, text(max.get())) <= 0));
        return new Overlap(inside, !inside || !min.equals(max) || min.isEmpty());
    }

    /** Texts with a prefix lie together: from the prefix itself to those that are larger and do not begin with it. */
    private static Overlap like(String prefix, Optional<Value> min, Optional<Value> max) {
        boolean reachesPrefix = max.isEmpty() || Texts.compare(prefix, text(max.get())) <= 0;
        boolean beginsBeforeEnd = min.isEmpty()
                || Texts.compare(text(min.get()), prefix) <= 0
                || text(min.get()).startsWith(prefix);
        return new Overlap(reachesPrefix && beginsBeforeEnd, true);
    }

    private static String text(Value value) {
        return ((Value.Text) value).value();
    }
}
