package io.elanus.expr;

import java.util.List;

/**
 * What it takes to test rows one by one. The unit is one entry of an index, which is a row number to be read and a bit to
 * be set: half a nanosecond, measured over a million rows. Where rows have few bytes each, scans and entries are equally
 * fast, so that an index on numbers wins unless nearly all rows are found.
 */
final class ScanCost {
    private static final int NUMBER = 1;
    private static final int TEXT = 20;
    private static final int ELEMENT = 40;
    private static final int ELEMENTS_TYPICAL = 8;
    private static final int GEOMETRY = 2_000;

    private static final int REGEX = 2_000;

    static final int PATTERN = 200;

    static final int JSON = 200;

    /** A text taken apart. */
    static final int TOKENS = 4_000;

    private ScanCost() {}

    static long of(Predicate predicate, long rowCount) {
        return switch (predicate) {
            case Predicate.Always _, Predicate.IsNull _ -> 0;
            case Predicate.And(List<Predicate> operands) -> sum(operands, rowCount);
            case Predicate.Or(List<Predicate> operands) -> sum(operands, rowCount);
            case Predicate.Not(Predicate operand) -> of(operand, rowCount);
            case Predicate.LongRange _,
                    Predicate.LongIn _,
                    Predicate.DoubleRange _,
                    Predicate.DoubleIn _,
                    Predicate.LongCalculation _,
                    Predicate.DoubleCalculation _,
                    Predicate.FieldComparison _,
                    Predicate.LengthRange _ -> NUMBER * rowCount;
            case Predicate.TimeCalculation _ -> TEXT * rowCount;
            case Predicate.TextRange _, Predicate.TextIn _ -> TEXT * rowCount;
            case Predicate.Like like -> of(like.pattern()) * rowCount;
            case Predicate.ElementTest element -> ELEMENT * rowCount + of(element.test(), rowCount);
            case Predicate.AnyElement any -> of(any.test(), ELEMENTS_TYPICAL * rowCount);
            case Predicate.ElementCount elements -> of(elements.test(), ELEMENTS_TYPICAL * rowCount);
            case Predicate.Spatial _ -> GEOMETRY * rowCount;
            case Predicate.JsonTest _, Predicate.JsonExists _ -> JSON * rowCount;
            case Predicate.TextMatch _ -> TOKENS * rowCount;
        };
    }

    /** Of one row, or of one distinct text of an index. */
    static int of(TextPattern pattern) {
        return switch (pattern) {
            case LikePattern _ -> PATTERN;
            case RegexPattern _ -> REGEX;
        };
    }

    private static long sum(List<Predicate> operands, long rowCount) {
        return operands.stream().mapToLong(operand -> of(operand, rowCount)).sum();
    }
}
