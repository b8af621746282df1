package io.elanus.expr;

import io.elanus.expr.Predicate.And;
import io.elanus.expr.Predicate.Or;
import java.util.List;

/** Asks what is asked twice in one and or one or only once. */
final class DropDuplicates implements Rewrite {
    @Override
    public Predicate apply(Predicate predicate) {
        return switch (predicate) {
            case And(List<Predicate> operands) -> {
                List<Predicate> distinct = operands.stream().distinct().toList();
                yield distinct.size() == 1 ? distinct.getFirst() : new And(distinct);
            }
            case Or(List<Predicate> operands) -> {
                List<Predicate> distinct = operands.stream().distinct().toList();
                yield distinct.size() == 1 ? distinct.getFirst() : new Or(distinct);
            }
            default -> predicate;
        };
    }
}
