package io.elanus.expr;

import io.elanus.expr.IndexAnswer.AnyOf;
import io.elanus.expr.IndexAnswer.Narrowed;
import io.elanus.expr.IndexAnswer.Run;
import io.elanus.model.RowSet;
import io.elanus.text.TextQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** How an index on the tokens of texts answers questions about them. */
final class TokenSearch {
    private TokenSearch() {}

    static IndexAnswer answer(ValueIndex index, TextQuery query) {
        return switch (query) {
            case TextQuery.Words(List<String> terms, int minimum)
            when minimum == 1 -> new AnyOf(index, runs(index, terms));
            case TextQuery.Words(List<String> terms, int minimum) -> new AtLeast(index, runs(index, terms), minimum);
            case TextQuery.Similar similar -> new AnySimilar(index, similar);
            case TextQuery.Phrase phrase ->
                new Narrowed(
                        index, runs(index, phrase.terms()).stream().distinct().toList(), ScanCost.TOKENS);
        };
    }

    /** As many as there are terms; those of terms that no text has are empty. */
    private static List<Run> runs(ValueIndex index, List<String> terms) {
        return terms.stream().map(term -> IndexSearch.run(index, term)).toList();
    }

    /** True for the rows of so many of the values; a value that stands here twice counts twice. */
    private record AtLeast(ValueIndex index, List<Run> values, int minimum) implements IndexAnswer {
        @Override
        public long cost() {
            return 2 * Run.entryCount(index, values);
        }

        @Override
        public RowSet certain(RowSet candidates, UnaryOperator<RowSet> scan) {
            int[] counts = new int[index.rowCount()];
            for (Run value : values) {
                RowSet rows = Run.rows(index, List.of(value)).and(candidates);
                for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
                    counts[row]++;
                }
            }
            RowSet found = RowSet.none(index.rowCount());
            for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
                if (counts[row] >= minimum) {
                    found.add(row);
                }
            }
            return found;
        }

        @Override
        public RowSet unknown() {
            return index.absent();
        }
    }

    /** True for the rows of those values that are similar: each is tested once, however many rows it has. */
    private record AnySimilar(ValueIndex index, TextQuery.Similar query) implements IndexAnswer {
        @Override
        public long cost() {
            return (long) ScanCost.PATTERN * index.valueCount();
        }

        @Override
        public RowSet certain(RowSet candidates, UnaryOperator<RowSet> scan) {
            RowSet rows = RowSet.none(index.rowCount());
            for (int value = 0; value < index.valueCount(); value++) {
                if (query.isSimilar(new String(index.text(value), StandardCharsets.UTF_8))) {
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
}
