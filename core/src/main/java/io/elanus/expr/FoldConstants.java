package io.elanus.expr;

import io.elanus.expr.Predicate.Always;
import io.elanus.expr.Predicate.And;
import io.elanus.expr.Predicate.Not;
import io.elanus.expr.Predicate.Or;
import java.util.List;

/** Leaves out what is constant: {@code true and a} is a, {@code true or a} is true, even where a is unknown. */
final class FoldConstants implements Rewrite {
    private static final Always TRUE = new Always(true);
    private static final Always FALSE = new Always(false);

    @Override
    public Predicate apply(Predicate predicate) {
        return switch (predicate) {
            case Not(Always(boolean value)) -> new Always(!value);
            case And(List<Predicate> operands) when operands.contains(FALSE) -> FALSE;
            case And(List<Predicate> operands) -> and(without(TRUE, operands));
            case Or(List<Predicate> operands) when operands.contains(TRUE) -> TRUE;
            case Or(List<Predicate> operands) -> or(without(FALSE, operands));
            default -> predicate;
        };
    }

    private static List<Predicate> without(Always constant, List<Predicate> operands) {
        return operands.contains(constant)
                ? operands.stream().filter(operand -> !operand.equals(constant)).toList()
                : operands;
    }

    private static Predicate and(List<Predicate> operands) {
        return operands.isEmpty() ? TRUE : operands.size() == 1 ? operands.getFirst() : new And(operands);
    }

    private static Predicate or(List<Predicate> operands) {
        return operands.isEmpty() ? FALSE : operands.size() == 1 ? operands.getFirst() : new Or(operands);
    }
}
