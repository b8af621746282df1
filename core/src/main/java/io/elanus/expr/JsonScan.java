package io.elanus.expr;

import io.elanus.model.Column.BytesColumn;
import io.elanus.model.JsonCursor;
import io.elanus.model.JsonFormException;
import io.elanus.model.JsonKind;
import io.elanus.model.RowSet;
import io.elanus.model.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tests what stands at one path of a column of JSON, on the candidates one by one. Owned by one thread. */
final class JsonScan {
    private final BytesColumn column;
    private final JsonCursor cursor = new JsonCursor();
    private final byte[][] keys;
    private final int[] indexes;

    /** For each step where its key stood in the row before: most rows have the same shape as their neighbors. */
    private final int[] guesses;

    JsonScan(BytesColumn column, JsonPath path) {
        List<JsonPath.Step> steps = path.steps();
        this.column = column;
        this.keys = steps.stream().map(step -> Texts.utf8(step.key())).toArray(byte[][]::new);
        this.indexes = steps.stream().mapToInt(JsonPath.Step::index).toArray();
        this.guesses = new int[keys.length];
    }

    static Truth test(BytesColumn column, JsonPath path, JsonCondition condition, RowSet candidates) {
        JsonScan scan = new JsonScan(column, path);
        JsonQuestion question = JsonQuestion.of(condition);
        RowSet certain = RowSet.none(candidates.rowCount());
        RowSet possible = candidates.copy();
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            switch (scan.test(row, question)) {
                case TRUE -> certain.add(row);
                case FALSE -> possible.remove(row);
                case UNKNOWN -> {}
            }
        }
        return new Truth(certain, possible);
    }

    static Truth exists(BytesColumn column, JsonPath path, RowSet candidates) {
        JsonScan scan = new JsonScan(column, path);
        JsonQuestion question = new JsonQuestion.Exists();
        RowSet holds = RowSet.none(candidates.rowCount());
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            if (scan.test(row, question) == Outcome.TRUE) {
                holds.add(row);
            }
        }
        return Truth.of(holds, candidates);
    }

    /**
     * What stands at the path in a row that is not null.
     *
     * @return null if there is nothing, or it is null, an object, or an array deeper than {@code arrayDepth}; inside of arrays
     *     NaN stands for such
     */
    @Nullable
    Value value(int row, int arrayDepth) {
        try {
            cursor.open(column, row);
            return seek() ? JsonReader.value(cursor, arrayDepth) : null;
        } catch (JsonFormException e) {
            throw e.inRow(row);
        }
    }

    private Outcome test(int row, JsonQuestion question) {
        if (column.isNull(row)) {
            return Outcome.UNKNOWN;
        }
        try {
            cursor.open(column, row);
            return seek() && cursor.kind() != JsonKind.NULL ? question.test(cursor) : Outcome.UNKNOWN;
        } catch (JsonFormException e) {
            throw e.inRow(row);
        }
    }

    private boolean seek() throws JsonFormException {
        for (int i = 0; i < keys.length; i++) {
            int found = cursor.seekKey(keys[i], guesses[i]);
            if (found >= 0) {
                guesses[i] = found;
            } else if (indexes[i] < 0 || !cursor.seekElement(indexes[i])) {
                return false;
            }
        }
        return true;
    }
}
