package io.elanus.expr;

import io.elanus.expr.Predicate.And;
import io.elanus.expr.Predicate.Or;
import java.util.Comparator;
import java.util.List;

/** Asks first what costs least a row, so that the dear questions are asked for the rows that it leaves undecided. */
final class CheapestFirst implements Rewrite {
    @Override
    public Predicate apply(Predicate predicate) {
        return switch (predicate) {
            case And(List<Predicate> operands) -> new And(sorted(operands));
            case Or(List<Predicate> operands) -> new Or(sorted(operands));
            default -> predicate;
        };
    }

    private static List<Predicate> sorted(List<Predicate> operands) {
        return operands.stream()
                .sorted(Comparator.comparingInt(CheapestFirst::cost))
                .toList();
    }

    /** Roughly nanoseconds a row. */
    private static int cost(Predicate predicate) {
        return switch (predicate) {
            case Predicate.Always _, Predicate.IsNull _ -> 0;
            case Predicate.LongRange _, Predicate.DoubleRange _ -> 1;
            case Predicate.LongCalculation _, Predicate.DoubleCalculation _, Predicate.FieldComparison _ -> 2;
            case Predicate.LongIn _, Predicate.DoubleIn _ -> 4;
            case Predicate.TextRange _, Predicate.TextIn _, Predicate.TimeCalculation _ -> 10;
            case Predicate.Like like -> like.pattern() instanceof RegexPattern ? 1_000 : 20;
            case Predicate.LengthRange _ -> 4;
            case Predicate.ElementTest element -> 10 + cost(element.test());
            case Predicate.AnyElement any -> 10 + 10 * cost(any.test());
            case Predicate.Spatial _ -> 2_000;
            case Predicate.JsonTest _, Predicate.JsonExists _ -> 200;
            case Predicate.Not not -> cost(not.operand());
            case And and -> cost(and.operands());
            case Or or -> cost(or.operands());
        };
    }

    private static int cost(List<Predicate> operands) {
        return operands.stream().mapToInt(CheapestFirst::cost).sum();
    }
}
