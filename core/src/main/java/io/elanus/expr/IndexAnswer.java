package io.elanus.expr;

import io.elanus.model.RowSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** How an index answers one predicate; nothing is read of rows until it is asked. */
interface IndexAnswer {
    /** The work, in entries of an index that are read. */
    long cost();

    /**
     * The rows among candidates for which the predicate is true.
     *
     * @param scan answers the same for the rows that the index leaves open
     */
    RowSet certain(RowSet candidates, UnaryOperator<RowSet> scan);

    /** The rows that are neither true nor false, candidates or not; a set of its own. */
    RowSet unknown();

    default Truth truth(RowSet candidates, UnaryOperator<RowSet> scan) {
        return Truth.of(certain(candidates, scan), unknown(), candidates);
    }

    /**
     * Consecutive values of an index.
     *
     * @param from the first
     * @param to the one behind the last
     */
    record Run(int from, int to) {
        static long entryCount(ValueIndex index, List<Run> runs) {
            return runs.stream()
                    .mapToLong(run -> index.entryCount(run.from, run.to))
                    .sum();
        }

        static RowSet rows(ValueIndex index, List<Run> runs) {
            RowSet rows = RowSet.none(index.rowCount());
            runs.forEach(run -> index.addRows(run.from, run.to, rows));
            return rows;
        }
    }

    /** True for the rows of any of the values. */
    record AnyOf(ValueIndex index, List<Run> runs) implements IndexAnswer {
        @Override
        public long cost() {
            return Run.entryCount(index, runs);
        }

        @Override
        public RowSet certain(RowSet candidates, UnaryOperator<RowSet> scan) {
            return Run.rows(index, runs).and(candidates);
        }

        @Override
        public RowSet unknown() {
            return index.absent();
        }
    }

    /** True for the rows of all of the values. */
    record AllOf(ValueIndex index, List<Run> values) implements IndexAnswer {
        @Override
        public long cost() {
            return Run.entryCount(index, values);
        }

        @Override
        public RowSet certain(RowSet candidates, UnaryOperator<RowSet> scan) {
            return common(index, values).and(candidates);
        }

        @Override
        public RowSet unknown() {
            return index.absent();
        }

        static RowSet common(ValueIndex index, List<Run> values) {
            RowSet rows = Run.rows(index, List.of(values.getFirst()));
            for (Run value : values.subList(1, values.size())) {
                rows.and(Run.rows(index, List.of(value)));
            }
            return rows;
        }
    }

    /** True for the rows of those of the values that match: each is tested once, however many rows it has. */
    record Matching(ValueIndex index, Run run, TextPattern pattern) implements IndexAnswer {
        @Override
        public long cost() {
            return (long) ScanCost.of(pattern) * (run.to - run.from) + index.entryCount(run.from, run.to);
        }

        @Override
        public RowSet certain(RowSet candidates, UnaryOperator<RowSet> scan) {
            RowSet rows = RowSet.none(index.rowCount());
            for (int value = run.from; value < run.to; value++) {
                byte[] text = index.text(value);
                if (pattern.matches(text, text.length)) {
                    index.addRows(value, value + 1, rows);
                }
            }
            return rows.and(candidates);
        }

        @Override
        public RowSet unknown() {
            return index.absent();
        }
    }

    /**
     * Rows that do not have all of the values do not match; the others are tested.
     *
     * @param testCost of a row, as {@link ScanCost}
     */
    record Narrowed(ValueIndex index, List<Run> values, int testCost) implements IndexAnswer {
        @Override
        public long cost() {
            long rarest = values.stream()
                    .mapToLong(value -> index.entryCount(value.from, value.to))
                    .min()
                    .orElseThrow();
            return Run.entryCount(index, values) + testCost * rarest;
        }

        @Override
        public RowSet certain(RowSet candidates, UnaryOperator<RowSet> scan) {
            return scan.apply(AllOf.common(index, values).and(candidates));
        }

        @Override
        public RowSet unknown() {
            return index.absent();
        }
    }

    /** True for all rows that have a value in the index; the others are tested. Never unknown. */
    record Present(ValueIndex index) implements IndexAnswer {
        @Override
        public long cost() {
            return ScanCost.JSON * (long) index.absentCount();
        }

        @Override
        public RowSet certain(RowSet candidates, UnaryOperator<RowSet> scan) {
            RowSet absent = index.absent();
            RowSet open = scan.apply(absent.copy().and(candidates));
            return candidates.copy().andNot(absent).or(open);
        }

        @Override
        public RowSet unknown() {
            return RowSet.none(index.rowCount());
        }
    }
}
