package io.elanus.expr;

import io.elanus.expr.Predicate.And;
import io.elanus.expr.Predicate.Or;
import java.util.List;
import java.util.stream.Stream;

/** Takes the operands of an and inside of an and to the outer one, and likewise for or. */
final class FlattenJunctions implements Rewrite {
    @Override
    public Predicate apply(Predicate predicate) {
        if (predicate instanceof And(List<Predicate> operands)
                && operands.stream().anyMatch(And.class::isInstance)) {
            return new And(operands.stream()
                    .flatMap(operand -> operand instanceof And and ? and.operands().stream() : Stream.of(operand))
                    .toList());
        }
        if (predicate instanceof Or(List<Predicate> operands)
                && operands.stream().anyMatch(Or.class::isInstance)) {
            return new Or(operands.stream()
                    .flatMap(operand -> operand instanceof Or or ? or.operands().stream() : Stream.of(operand))
                    .toList());
        }
        return predicate;
    }
}
