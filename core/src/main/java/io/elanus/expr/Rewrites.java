package io.elanus.expr;

import io.elanus.model.FieldSchema;
import java.util.List;

/**
 * All rules by which filters are rewritten, and the walk that applies them to every node of a predicate: some before its
 * operands, which they hand on what they take from the node, and the others after them, the simplest first. {@code in} with
 * one value and {@code ==} need no rule: they are typed alike.
 */
final class Rewrites {
    static final List<Rewrite> BEFORE_OPERANDS = List.of(new PushNotInward());

    static final List<Rewrite> AFTER_OPERANDS = List.of(
            new FlattenJunctions(),
            new FoldConstants(),
            new DropDuplicates(),
            new JoinLists(),
            new IntersectRanges(),
            new PointsToLists());

    private Rewrites() {}

    static Predicate apply(Predicate predicate) {
        return apply(predicate, BEFORE_OPERANDS, AFTER_OPERANDS);
    }

    static Predicate apply(Predicate predicate, List<Rewrite> beforeOperands, List<Rewrite> afterOperands) {
        Predicate begun = all(beforeOperands, predicate);
        Predicate walked = switch (begun) {
            case Predicate.And(List<Predicate> operands) ->
                new Predicate.And(each(operands, beforeOperands, afterOperands));
            case Predicate.Or(List<Predicate> operands) ->
                new Predicate.Or(each(operands, beforeOperands, afterOperands));
            case Predicate.Not(Predicate operand) -> new Predicate.Not(apply(operand, beforeOperands, afterOperands));
            case Predicate.ElementTest(FieldSchema field, int index, Predicate test) ->
                new Predicate.ElementTest(field, index, apply(test, beforeOperands, afterOperands));
            case Predicate.AnyElement(FieldSchema field, Predicate test) ->
                new Predicate.AnyElement(field, apply(test, beforeOperands, afterOperands));
            case Predicate.ElementCount(List<FieldSchema> parts, Predicate test, LongInterval count) ->
                new Predicate.ElementCount(parts, apply(test, beforeOperands, afterOperands), count);
            default -> begun;
        };
        return all(afterOperands, walked);
    }

    private static List<Predicate> each(
            List<Predicate> operands, List<Rewrite> beforeOperands, List<Rewrite> afterOperands) {
        return operands.stream()
                .map(operand -> apply(operand, beforeOperands, afterOperands))
                .toList();
    }

    private static Predicate all(List<Rewrite> rules, Predicate predicate) {
        Predicate rewritten = predicate;
        for (Rewrite rule : rules) {
            rewritten = rule.apply(rewritten);
        }
        return rewritten;
    }
}
