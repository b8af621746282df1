package io.elanus.expr;

import io.elanus.expr.Predicate.Always;
import io.elanus.expr.Predicate.And;
import io.elanus.expr.Predicate.Not;
import io.elanus.expr.Predicate.Or;
import java.util.ArrayList;
import java.util.List;

/** Builds and, or and not with what is constant in them folded away; three-valued logic allows every step taken here. */
final class Junctions {
    private Junctions() {}

    static Predicate and(List<Predicate> operands) {
        List<Predicate> rest = new ArrayList<>(operands.size());
        for (Predicate operand : operands) {
            if (operand instanceof And nested) {
                rest.addAll(nested.operands());
            } else if (!(operand instanceof Always(boolean value))) {
                rest.add(operand);
            } else if (!value) {
                return operand;
            }
        }
        return switch (rest.size()) {
            case 0 -> new Always(true);
            case 1 -> rest.getFirst();
            default -> new And(List.copyOf(rest));
        };
    }

    static Predicate or(List<Predicate> operands) {
        List<Predicate> rest = new ArrayList<>(operands.size());
        for (Predicate operand : operands) {
            if (operand instanceof Or nested) {
                rest.addAll(nested.operands());
            } else if (!(operand instanceof Always(boolean value))) {
                rest.add(operand);
            } else if (value) {
                return operand;
            }
        }
        List<Predicate> merged = OrOfEquals.merge(rest);
        return switch (merged.size()) {
            case 0 -> new Always(false);
            case 1 -> merged.getFirst();
            default -> new Or(merged);
        };
    }

    static Predicate not(Predicate operand) {
        if (operand instanceof Always(boolean value)) {
            return new Always(!value);
        }
        return operand instanceof Not nested ? nested.operand() : new Not(operand);
    }
}
