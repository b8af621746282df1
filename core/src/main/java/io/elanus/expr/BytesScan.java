package io.elanus.expr;

import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Layouts;
import io.elanus.model.RowSet;
import io.elanus.text.TextAnalyzer;
import io.elanus.text.TextQuery;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Tests one column of texts against constants, on the candidates one by one. */
final class BytesScan {
    /** So many texts are compared one after the other; more are looked up in a table. */
    private static final int TEXTS_ONE_BY_ONE_MAX = 8;

    /** A literal is looked for in all rows at once if at least one in so many is a candidate. */
    private static final int CANDIDATE_SHARE_MIN = 8;

    private BytesScan() {}

    /** @param end the first text behind the range, or null for none */
    static Truth inRange(BytesColumn column, String min, @Nullable String end, RowSet candidates) {
        byte[] low = Texts.utf8(min);
        byte[] high = end == null ? null : Texts.utf8(end);
        RowSet holds = TextScan.inRange(column, low, high, candidates);
        return Truth.of(holds, column.nulls(), candidates);
    }

    static Truth in(BytesColumn column, TextSet values, RowSet candidates) {
        RowSet holds = RowSet.none(candidates.rowCount());
        if (values.size() <= TEXTS_ONE_BY_ONE_MAX) {
            values.sorted().forEach(text -> TextScan.addEqual(column, Texts.utf8(text), candidates, holds));
            return Truth.of(holds, column.nulls(), candidates);
        }
        RowBytes bytes = new RowBytes(column);
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            if (values.mayContain(column.length(row)) && values.contains(bytes.read(row), column.length(row))) {
                holds.add(row);
            }
        }
        return Truth.of(holds, column.nulls(), candidates);
    }

    static Truth like(BytesColumn column, TextPattern pattern, RowSet candidates) {
        RowBytes bytes = new RowBytes(column);
        RowSet holds = RowSet.none(candidates.rowCount());
        RowSet likely = withLiteral(column, pattern, candidates);
        for (int row = likely.next(0); row >= 0; row = likely.next(row + 1)) {
            if (pattern.matches(bytes.read(row), column.length(row))) {
                holds.add(row);
            }
        }
        return Truth.of(holds, column.nulls(), candidates);
    }

    /** The candidates that have inside of them what every text that matches has. */
    private static RowSet withLiteral(BytesColumn column, TextPattern pattern, RowSet candidates) {
        boolean dense = candidates.cardinality() > candidates.rowCount() / CANDIDATE_SHARE_MIN;
        return pattern.literals().stream()
                .max(Comparator.comparingInt(literal -> literal.length))
                .filter(literal -> dense && literal.length > 0)
                .map(literal -> TextScan.containing(column, literal).and(candidates))
                .orElse(candidates);
    }

    static Truth tokens(BytesColumn column, TextAnalyzer analyzer, TextQuery query, RowSet candidates) {
        RowBytes bytes = new RowBytes(column);
        TextAnalyzer.Session session = analyzer.session();
        RowSet holds = RowSet.none(candidates.rowCount());
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            if (!column.isNull(row)) {
                String text = new String(bytes.read(row), 0, column.length(row), StandardCharsets.UTF_8);
                if (query.matches(session.tokens(text))) {
                    holds.add(row);
                }
            }
        }
        return Truth.of(holds, column.nulls(), candidates);
    }

    /** The bytes of one row after the other, in one array that grows. */
    private static final class RowBytes {
        private final BytesColumn column;
        private byte[] bytes = new byte[256];

        RowBytes(BytesColumn column) {
            this.column = column;
        }

        /** An array that begins with the bytes of the row; the next call overwrites it. */
        byte[] read(int row) {
            int length = column.length(row);
            if (length > bytes.length) {
                bytes = new byte[Math.max(length, 2 * bytes.length)];
            }
            MemorySegment.copy(column.bytes(), Layouts.BYTE, column.start(row), bytes, 0, length);
            return bytes;
        }
    }
}
