package io.elanus.expr;

import io.elanus.model.Column.BytesColumn;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.Layouts;
import io.elanus.model.RowSet;
import io.elanus.text.TextAnalyzer;
import io.elanus.text.TextQuery;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Tests one column of texts or JSON against constants, on the candidates one by one. */
final class BytesScan {
    private BytesScan() {}

    /** @param end the first text behind the range, or null for none */
    static Truth inRange(BytesColumn column, String min, @Nullable String end, RowSet candidates) {
        MemorySegment low = MemorySegment.ofArray(Texts.utf8(min));
        MemorySegment high = end == null ? null : MemorySegment.ofArray(Texts.utf8(end));
        RowSet holds = RowSet.none(candidates.rowCount());
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            MemorySegment text = column.slice(row);
            if (BytesColumn.compareBytes(text, low) >= 0
                    && (high == null || BytesColumn.compareBytes(text, high) < 0)) {
                holds.add(row);
            }
        }
        return Truth.of(holds, column.nulls(), candidates);
    }

    static Truth in(BytesColumn column, TextSet values, RowSet candidates) {
        RowBytes bytes = new RowBytes(column);
        RowSet holds = RowSet.none(candidates.rowCount());
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            if (values.mayContain(column.length(row)) && values.contains(bytes.read(row), column.length(row))) {
                holds.add(row);
            }
        }
        return Truth.of(holds, column.nulls(), candidates);
    }

    static Truth like(BytesColumn column, LikePattern pattern, RowSet candidates) {
        RowBytes bytes = new RowBytes(column);
        RowSet holds = RowSet.none(candidates.rowCount());
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            if (pattern.matches(bytes.read(row), column.length(row))) {
                holds.add(row);
            }
        }
        return Truth.of(holds, column.nulls(), candidates);
    }

    static Truth json(BytesColumn column, JsonPath path, JsonCondition condition, RowSet candidates) {
        RowBytes bytes = new RowBytes(column);
        RowSet certain = RowSet.none(candidates.rowCount());
        RowSet possible = candidates.copy();
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            if (column.isNull(row)) {
                continue;
            }
            switch (test(bytes, row, path, condition)) {
                case TRUE -> certain.add(row);
                case FALSE -> possible.remove(row);
                case UNKNOWN -> {}
            }
        }
        return new Truth(certain, possible);
    }

    static Truth jsonExists(BytesColumn column, JsonPath path, RowSet candidates) {
        RowBytes bytes = new RowBytes(column);
        RowSet holds = RowSet.none(candidates.rowCount());
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            if (!column.isNull(row) && exists(bytes, row, path)) {
                holds.add(row);
            }
        }
        return Truth.of(holds, candidates);
    }

    static Truth text(BytesColumn column, TextAnalyzer analyzer, TextQuery query, RowSet candidates) {
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

    private static Outcome test(RowBytes bytes, int row, JsonPath path, JsonCondition condition) {
        try {
            return JsonReader.test(bytes.read(row), bytes.column.length(row), path, condition);
        } catch (IOException e) {
            throw unreadable(row, e);
        }
    }

    private static boolean exists(RowBytes bytes, int row, JsonPath path) {
        try {
            return JsonReader.exists(bytes.read(row), bytes.column.length(row), path);
        } catch (IOException e) {
            throw unreadable(row, e);
        }
    }

    private static DatabaseException unreadable(int row, IOException cause) {
        return new DatabaseException(
                ErrorCode.CORRUPT, "json of a row cannot be read: row=" + row + ", " + cause.getMessage(), cause);
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
