package io.elanus.expr;

import io.elanus.model.Value;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked of the value at a path of a JSON row, which is neither missing nor null. */
sealed interface JsonCondition {
    /** How deep arrays must be read to answer; 0 if they cannot match anyway. */
    int arrayDepth();

    /** A question to one value, as a whole. Unknown if the value is not of a type that can be compared. */
    sealed interface OfValue extends JsonCondition {
        /**
         * Answers for one row.
         *
         * @param value what stands there, or null if that is an object, or an array deeper than {@link #arrayDepth}
         */
        Outcome test(@Nullable Value value);
    }

    /**
     * The value is one of these.
     *
     * @param values in canonical form ({@link Numbers#canonical})
     * @param kinds those of the values
     */
    record OneOf(Set<Value> values, Set<Kind> kinds, int arrayDepth) implements OfValue {
        static OneOf of(Collection<Value> values) {
            Set<Kind> kinds = EnumSet.noneOf(Kind.class);
            for (Value value : values) {
                kinds.add(Kind.of(value));
            }
            return new OneOf(canonical(values), kinds, depth(values));
        }

        @Override
        public Outcome test(@Nullable Value value) {
            if (values.isEmpty()) {
                return Outcome.FALSE;
            }
            if (value == null || !kinds.contains(Kind.of(value))) {
                return Outcome.UNKNOWN;
            }
            return Outcome.of(values.contains(Numbers.canonical(value)));
        }
    }

    /** The value lies between the bounds, which are of the same kind; null for no bound. */
    record Range(@Nullable Bound lower, @Nullable Bound upper) implements OfValue {
        static Range of(Comparison comparison, Value constant) {
            return switch (comparison) {
                case LESS -> new Range(null, new Bound(constant, false));
                case LESS_EQUAL -> new Range(null, new Bound(constant, true));
                case GREATER -> new Range(new Bound(constant, false), null);
                case GREATER_EQUAL -> new Range(new Bound(constant, true), null);
                case EQUAL, NOT_EQUAL -> throw new IllegalArgumentException("not a range: comparison=" + comparison);
            };
        }

        Kind kind() {
            Bound either = lower == null ? upper : lower;
            return either == null ? Kind.OTHER : Kind.of(either.value);
        }

        @Override
        public int arrayDepth() {
            return 0;
        }

        @Override
        public Outcome test(@Nullable Value value) {
            if (value == null || !isComparable(lower, value) || !isComparable(upper, value)) {
                return Outcome.UNKNOWN;
            }
            return Outcome.of((lower == null || holds(Comparison.GREATER, value, lower))
                    && (upper == null || holds(Comparison.LESS, value, upper)));
        }

        private static boolean isComparable(@Nullable Bound bound, Value value) {
            return bound == null || Kind.of(bound.value) == Kind.of(value);
        }

        private static boolean holds(Comparison strict, Value value, Bound bound) {
            int order = Constants.compare(value, bound.value);
            return order == 0 ? bound.inclusive : strict.holds(order);
        }
    }

    /** One end of a range; the value is no array and not NaN. */
    record Bound(Value value, boolean inclusive) {}

    /** The value is a text and matches. */
    record Like(TextPattern pattern) implements OfValue {
        @Override
        public int arrayDepth() {
            return 0;
        }

        @Override
        public Outcome test(@Nullable Value value) {
            return value instanceof Value.Text(String text) ? Outcome.of(pattern.matches(text)) : Outcome.UNKNOWN;
        }
    }

    /** The value, calculated with the operand, answers another question; unknown if the calculation cannot be done. */
    record Calculated(Arithmetic arithmetic, Value operand, OfValue question) implements OfValue {
        @Override
        public int arrayDepth() {
            return 0;
        }

        @Override
        public Outcome test(@Nullable Value value) {
            boolean possible = arithmetic.integersOnly()
                    ? value instanceof Value.Int && operand instanceof Value.Int
                    : value != null && Numbers.isNumber(value);
            return possible && value != null
                    ? question.test(Numbers.apply(arithmetic, value, operand))
                    : Outcome.UNKNOWN;
        }
    }

    /**
     * The value is an array that has all of these elements, or any of them. Unknown if it is no array.
     *
     * @param elements in canonical form ({@link Numbers#canonical})
     * @param arrayDepth of the elements
     */
    record Contains(boolean all, Set<Value> elements, int arrayDepth) implements JsonCondition {
        static Contains of(boolean all, List<Value> elements) {
            return new Contains(all, canonical(elements), depth(elements));
        }
    }

    /** The value is an array whose number of elements lies in the interval. Unknown if it is no array. */
    record Length(LongInterval interval) implements JsonCondition {
        @Override
        public int arrayDepth() {
            return 0;
        }
    }

    private static Set<Value> canonical(Collection<Value> values) {
        Set<Value> canonical = HashSet.newHashSet(values.size());
        for (Value value : values) {
            canonical.add(Numbers.canonical(value));
        }
        return canonical;
    }

    private static int depth(Collection<Value> values) {
        int depth = 0;
        for (Value value : values) {
            if (value instanceof Value.Array array) {
                depth = Math.max(depth, 1 + depth(array.elements()));
            }
        }
        return depth;
    }
}
