package io.elanus.expr;

import io.elanus.expr.JsonCondition.Bound;
import io.elanus.expr.JsonCondition.OneOf;
import io.elanus.expr.JsonCondition.Range;
import io.elanus.model.JsonCursor;
import io.elanus.model.JsonFormException;
import io.elanus.model.JsonKind;
import io.elanus.model.Value;
import org.jspecify.annotations.Nullable;

/**
 * A {@link JsonCondition} made ready for many rows. Comparisons with a number or a text, which most filters are, look at the
 * bytes of the row and build no value.
 */
sealed interface JsonQuestion {
    /** Answers for the value where the cursor stands, which is not null, and leaves the cursor anywhere. */
    Outcome test(JsonCursor cursor) throws JsonFormException;

    static JsonQuestion of(JsonCondition condition) {
        return switch (condition) {
            case OneOf list
            when list.values().size() == 1 && list.arrayDepth() == 0 -> {
                Bound only = new Bound(list.values().iterator().next(), true);
                yield of(new Range(only, only));
            }
            case Range range
            when range.kind() == Kind.NUMBER ->
                new NumberRange(NumberEnd.of(range.lower()), NumberEnd.of(range.upper()));
            case Range range
            when range.kind() == Kind.TEXT -> new TextRange(TextEnd.of(range.lower()), TextEnd.of(range.upper()));
            case JsonCondition.OfValue question -> new OfValue(question);
            case JsonCondition.Contains contains -> new OfElements(contains);
            case JsonCondition.Length(LongInterval interval) -> new CountRange(interval);
        };
    }

    /** The number of elements; unknown for what is no array. */
    record CountRange(LongInterval interval) implements JsonQuestion {
        @Override
        public Outcome test(JsonCursor cursor) throws JsonFormException {
            return cursor.kind() == JsonKind.ARRAY ? Outcome.of(interval.contains(cursor.count())) : Outcome.UNKNOWN;
        }
    }

    /** Whether there is a value other than null at all. */
    record Exists() implements JsonQuestion {
        @Override
        public Outcome test(JsonCursor cursor) {
            return Outcome.TRUE;
        }
    }

    /** Unknown for what is no number. */
    record NumberRange(@Nullable NumberEnd lower, @Nullable NumberEnd upper) implements JsonQuestion {
        @Override
        public Outcome test(JsonCursor cursor) throws JsonFormException {
            return switch (cursor.kind()) {
                case INTEGER -> {
                    long value = cursor.integer();
                    yield Outcome.of((lower == null || lower.admits(lower.order(value)))
                            && (upper == null || upper.admits(-upper.order(value))));
                }
                case REAL -> {
                    double value = cursor.real();
                    yield Outcome.of((lower == null || lower.admits(lower.order(value)))
                            && (upper == null || upper.admits(-upper.order(value))));
                }
                case NULL, BOOL, TEXT, ARRAY, OBJECT -> Outcome.UNKNOWN;
            };
        }
    }

    /**
     * One end of a range of numbers, which is either an integer or not.
     *
     * @param integer 0 if it is none
     * @param real 0 if it is an integer
     */
    record NumberEnd(boolean isInteger, long integer, double real, boolean inclusive) {
        static @Nullable NumberEnd of(@Nullable Bound bound) {
            if (bound == null) {
                return null;
            }
            return bound.value() instanceof Value.Int(long integer)
                    ? new NumberEnd(true, integer, 0, bound.inclusive())
                    : new NumberEnd(false, 0, Numbers.toDouble(bound.value()), bound.inclusive());
        }

        int order(long value) {
            return isInteger ? Long.compare(value, integer) : Numbers.compare(value, real);
        }

        int order(double value) {
            return isInteger ? -Numbers.compare(integer, value) : Numbers.compare(value, real);
        }

        /** @param inwards how far a value lies from the end towards the inside of the range */
        boolean admits(int inwards) {
            return inwards > 0 || (inwards == 0 && inclusive);
        }
    }

    /** Unknown for what is no text. */
    record TextRange(@Nullable TextEnd lower, @Nullable TextEnd upper) implements JsonQuestion {
        @Override
        public Outcome test(JsonCursor cursor) throws JsonFormException {
            if (cursor.kind() != JsonKind.TEXT) {
                return Outcome.UNKNOWN;
            }
            return Outcome.of((lower == null || lower.admits(cursor.compareText(lower.utf8)))
                    && (upper == null || upper.admits(-cursor.compareText(upper.utf8))));
        }
    }

    /** One end of a range of texts. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record TextEnd(byte[] utf8, boolean inclusive) {
        static @Nullable TextEnd of(@Nullable Bound bound) {
            return bound == null ? null : new TextEnd(Texts.utf8(Constants.toText(bound.value())), bound.inclusive());
        }

        /** @param inwards how far a value lies from the end towards the inside of the range */
        boolean admits(int inwards) {
            return inwards > 0 || (inwards == 0 && inclusive);
        }
    }

    /** Any other question to a whole value. */
    record OfValue(JsonCondition.OfValue condition) implements JsonQuestion {
        @Override
        public Outcome test(JsonCursor cursor) throws JsonFormException {
            return condition.test(JsonReader.value(cursor, condition.arrayDepth()));
        }
    }

    /** A question to the elements of an array. */
    record OfElements(JsonCondition.Contains condition) implements JsonQuestion {
        @Override
        public Outcome test(JsonCursor cursor) throws JsonFormException {
            return JsonReader.contains(cursor, condition);
        }
    }
}
