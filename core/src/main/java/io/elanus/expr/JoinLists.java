package io.elanus.expr;

import io.elanus.expr.Predicate.And;
import io.elanus.expr.Predicate.DoubleIn;
import io.elanus.expr.Predicate.JsonTest;
import io.elanus.expr.Predicate.LongIn;
import io.elanus.expr.Predicate.Not;
import io.elanus.expr.Predicate.Or;
import io.elanus.expr.Predicate.TextIn;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites {@code a == 1 or a in [2, 3]} to {@code a in [1, 2, 3]}, and {@code a != 1 and a != 2} to
 * {@code a not in [1, 2]}, so that a chain of thousands costs one look-up a row.
 *
 * <p>Lists on JSON are joined only if their values are of the same kinds, because a list is unknown, and not false, for
 * values of other kinds.
 */
final class JoinLists implements Rewrite {
    @Override
    public Predicate apply(Predicate predicate) {
        if (predicate instanceof Or(List<Predicate> operands)) {
            List<Predicate> joined = join(operands);
            return joined.size() == 1 ? joined.getFirst() : new Or(joined);
        }
        if (predicate instanceof And(List<Predicate> operands)) {
            List<Predicate> joined = joinExcluded(operands);
            return joined.size() == 1 ? joined.getFirst() : new And(joined);
        }
        return predicate;
    }

    /** What is excluded by one or the other is excluded by both together. */
    private static List<Predicate> joinExcluded(List<Predicate> operands) {
        List<Predicate> joined = new ArrayList<>(operands.size());
        List<Predicate> excluded = new ArrayList<>();
        for (Predicate operand : operands) {
            if (operand instanceof Not(Predicate list) && target(list).isPresent()) {
                excluded.add(list);
            } else {
                joined.add(operand);
            }
        }
        for (Predicate list : join(excluded)) {
            joined.add(new Not(list));
        }
        return joined;
    }

    /** What lists must agree in to be joined. */
    private record Target(long fieldId, JsonPath path, Set<Kind> kinds) {
        static Target of(FieldSchema field) {
            return new Target(field.id(), JsonPath.ROOT, Set.of());
        }
    }

    /** Joins lists on the same target where the first of them stood. */
    private static List<Predicate> join(List<Predicate> operands) {
        Map<Object, List<Predicate>> groups = new LinkedHashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            Object key = target(operands.get(i)).<Object>map(target -> target).orElse(i);
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(operands.get(i));
        }
        return groups.values().stream().map(JoinLists::joined).toList();
    }

    private static Optional<Target> target(Predicate predicate) {
        if (predicate instanceof LongIn list) {
            return Optional.of(Target.of(list.field()));
        }
        if (predicate instanceof DoubleIn list) {
            return Optional.of(Target.of(list.field()));
        }
        if (predicate instanceof TextIn list) {
            return Optional.of(Target.of(list.field()));
        }
        if (predicate instanceof JsonTest(FieldSchema field, JsonPath path, JsonCondition.OneOf list)) {
            return Optional.of(new Target(field.id(), path, list.kinds()));
        }
        return Optional.empty();
    }

    private static Predicate joined(List<Predicate> group) {
        Predicate first = group.getFirst();
        if (group.size() == 1) {
            return first;
        }
        if (first instanceof LongIn list) {
            return new LongIn(list.field(), longs(group));
        }
        if (first instanceof DoubleIn list) {
            return new DoubleIn(list.field(), longs(group));
        }
        if (first instanceof TextIn list) {
            return new TextIn(list.field(), texts(group));
        }
        JsonTest test = (JsonTest) first;
        return new JsonTest(test.field(), test.path(), values(group));
    }

    private static LongSet longs(List<Predicate> group) {
        return LongSet.of(group.stream()
                .map(member -> member instanceof DoubleIn list ? list.values() : ((LongIn) member).values())
                .flatMapToLong(values -> Arrays.stream(values.sorted()))
                .toArray());
    }

    private static TextSet texts(List<Predicate> group) {
        return TextSet.of(group.stream()
                .flatMap(member -> ((TextIn) member).values().sorted().stream())
                .toList());
    }

    private static JsonCondition.OneOf values(List<Predicate> group) {
        List<Value> values = new ArrayList<>();
        for (Predicate member : group) {
            values.addAll(((JsonCondition.OneOf) ((JsonTest) member).condition()).values());
        }
        return JsonCondition.OneOf.of(values);
    }
}
