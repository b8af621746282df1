package io.elanus.expr;

import io.elanus.expr.Predicate.Always;
import io.elanus.expr.Predicate.And;
import io.elanus.expr.Predicate.LongRange;
import io.elanus.expr.Predicate.Not;
import io.elanus.expr.Predicate.Or;
import io.elanus.expr.Predicate.TextRange;
import io.elanus.model.FieldSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves {@code not} to where it can become something else: two of them are none, and and or change places (De Morgan, which
 * holds in Kleene's logic), a range open at one end becomes the rest of the line, which is unknown for null like the range.
 * Ranges of real numbers are left alone: a NaN is in neither half.
 */
final class PushNotInward implements Rewrite {
    @Override
    public Predicate apply(Predicate predicate) {
        return predicate instanceof Not(Predicate operand) ? not(operand) : predicate;
    }

    private Predicate not(Predicate operand) {
        return switch (operand) {
            case Always(boolean value) -> new Always(!value);
            case Not(Predicate inner) -> apply(inner);
            case And(List<Predicate> operands) ->
                new Or(operands.stream().<Predicate>map(Not::new).toList());
            case Or(List<Predicate> operands) ->
                new And(operands.stream().<Predicate>map(Not::new).toList());
            case LongRange(FieldSchema field, LongInterval interval) -> rest(field, interval);
            case TextRange(FieldSchema field, String min, String end) -> rest(field, min, end);
            default -> new Not(operand);
        };
    }

    private static Predicate rest(FieldSchema field, LongInterval interval) {
        boolean openBelow = interval.min() == Long.MIN_VALUE;
        boolean openAbove = interval.max() == Long.MAX_VALUE;
        if (openBelow && !openAbove) {
            return new LongRange(field, new LongInterval(interval.max() + 1, Long.MAX_VALUE));
        }
        return openAbove && !openBelow
                ? new LongRange(field, new LongInterval(Long.MIN_VALUE, interval.min() - 1))
                : new Not(new LongRange(field, interval));
    }

    private static Predicate rest(FieldSchema field, String min, @Nullable String end) {
        if (min.isEmpty() && end != null) {
            return new TextRange(field, end, null);
        }
        return end == null && !min.isEmpty() ? new TextRange(field, "", min) : new Not(new TextRange(field, min, end));
    }
}
