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

    /** Also of one distinct text of an index. */
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
                    Predicate.FieldComparison _ -> NUMBER * rowCount;
            case Predicate.TextRange _, Predicate.TextIn _ -> TEXT * rowCount;
            case Predicate.Like _ -> PATTERN * rowCount;
            case Predicate.JsonTest _, Predicate.JsonExists _ -> JSON * rowCount;
            case Predicate.TextMatch _ -> TOKENS * rowCount;
        };
    }

    private static long sum(List<Predicate> operands, long rowCount) {
        return operands.stream().mapToLong(operand -> of(operand, rowCount)).sum();
    }
}
