package io.elanus.expr;

import io.elanus.expr.Predicate.And;
import io.elanus.expr.Predicate.DoubleIn;
import io.elanus.expr.Predicate.DoubleRange;
import io.elanus.expr.Predicate.LongIn;
import io.elanus.expr.Predicate.LongRange;
import io.elanus.expr.Predicate.TextIn;
import io.elanus.expr.Predicate.TextRange;
import io.elanus.model.FieldSchema;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes ranges and lists on one field that stand in one and a single one: {@code a > 1 and a < 5 and a in [3, 9]} is
 * {@code a in [3]}. It is unknown where the field is null, as they all are, and false for every value if they exclude each
 * other.
 */
final class IntersectRanges implements Rewrite {
    @Override
    public Predicate apply(Predicate predicate) {
        if (!(predicate instanceof And(List<Predicate> operands))) {
            return predicate;
        }
        Map<Object, Predicate> byField = LinkedHashMap.newLinkedHashMap(operands.size());
        for (int i = 0; i < operands.size(); i++) {
            Object key = field(operands.get(i)).<Object>map(FieldSchema::id).orElse(i);
            byField.merge(key, operands.get(i), IntersectRanges::both);
        }
        return byField.size() == 1 ? byField.values().iterator().next() : new And(List.copyOf(byField.values()));
    }

    /** The field of a range or a list. */
    private static Optional<FieldSchema> field(Predicate predicate) {
        return switch (predicate) {
            case LongRange range -> Optional.of(range.field());
            case LongIn list -> Optional.of(list.field());
            case DoubleRange range -> Optional.of(range.field());
            case DoubleIn list -> Optional.of(list.field());
            case TextRange range -> Optional.of(range.field());
            case TextIn list -> Optional.of(list.field());
            default -> Optional.empty();
        };
    }

    /** Requires: both are of the same field, so of the same family. */
    private static Predicate both(Predicate a, Predicate b) {
        return switch (a) {
            case LongRange range
            when b instanceof LongRange other ->
                new LongRange(range.field(), range.interval().and(other.interval()));
            case LongRange range -> both(b, range);
            case LongIn list ->
                new LongIn(
                        list.field(),
                        LongSet.of(Arrays.stream(list.values().sorted())
                                .filter(value -> b instanceof LongRange range
                                        ? range.interval().contains(value)
                                        : ((LongIn) b).values().contains(value))
                                .toArray()));
            case DoubleRange range
            when b instanceof DoubleRange other ->
                new DoubleRange(range.field(), range.interval().and(other.interval()));
            case DoubleRange range -> both(b, range);
            case DoubleIn list ->
                new DoubleIn(
                        list.field(),
                        LongSet.of(Arrays.stream(list.values().sorted())
                                .filter(value -> b instanceof DoubleRange range
                                        ? range.interval().contains(Double.longBitsToDouble(value))
                                        : ((DoubleIn) b).values().contains(value))
                                .toArray()));
            case TextRange range
            when b instanceof TextRange other ->
                new TextRange(range.field(), later(range.min(), other.min()), earlier(range.end(), other.end()));
            case TextRange range -> both(b, range);
            case TextIn list ->
                new TextIn(
                        list.field(),
                        TextSet.of(list.values().sorted().stream()
                                .filter(value -> b instanceof TextRange range
                                        ? contains(range, value)
                                        : ((TextIn) b).values().contains(value))
                                .toList()));
            default -> throw new IllegalStateException("neither a range nor a list: predicate=" + a);
        };
    }

    private static boolean contains(TextRange range, String value) {
        String end = range.end();
        return Texts.compare(range.min(), value) <= 0 && (end == null || Texts.compare(value, end) < 0);
    }

    private static String later(String a, String b) {
        return Texts.compare(a, b) >= 0 ? a : b;
    }

    private static @Nullable String earlier(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Texts.compare(a, b) <= 0 ? a : b;
    }
}
