package io.elanus.segment;

import io.elanus.model.Column;
import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.DataType;
import io.elanus.model.IsoTimes;
import io.elanus.model.JsonForm;
import io.elanus.model.JsonFormException;
import io.elanus.model.Value;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Values, of columns and others, for people: on one line, and short. */
public final class ColumnText {
    private static final int CHARACTERS_MAX = 120;
    private static final int ELEMENTS_MAX = 8;

    private ColumnText() {}

    /** The first values, and how many more there are. */
    public static String first(Column column, int rowsMax) {
        int count = Math.min(rowsMax, column.rowCount());
        String values =
                IntStream.range(0, count).mapToObj(row -> value(column, row)).collect(Collectors.joining(", "));
        return count == column.rowCount() ? values : values + ", ... " + (column.rowCount() - count) + " more";
    }

    /** @param type which tells times from other numbers, and JSON from texts */
    public static String value(DataType type, Column column, int row) {
        if (type == DataType.JSON && column instanceof BytesColumn values && !column.isNull(row)) {
            return quoted(json(values, row));
        }
        return type == DataType.TIMESTAMPTZ && column instanceof LongColumn micros && !column.isNull(row)
                ? IsoTimes.format(micros.get(row), ZoneOffset.UTC)
                : value(column, row);
    }

    private static String json(BytesColumn values, int row) {
        try {
            return new String(JsonForm.decode(values.get(row)), StandardCharsets.UTF_8);
        } catch (JsonFormException e) {
            throw e.inRow(row);
        }
    }

    private static String value(Column column, int row) {
        if (column.isNull(row)) {
            return "null";
        }
        return switch (column) {
            case BoolColumn c -> Boolean.toString(c.get(row));
            case IntColumn c -> Integer.toString(c.get(row));
            case LongColumn c -> Long.toString(c.get(row));
            case FloatColumn c -> Float.toString(c.get(row));
            case DoubleColumn c -> Double.toString(c.get(row));
            case BytesColumn c -> quoted(c.string(row));
            case VectorColumn c -> vector(c.get(row));
        };
    }

    public static String value(Value value) {
        return switch (value) {
            case Value.Bool bool -> Boolean.toString(bool.value());
            case Value.Int number -> Long.toString(number.value());
            case Value.Real number -> Double.toString(number.value());
            case Value.Text text -> quoted(text.value());
            case Value.Array array ->
                array.elements().stream().map(ColumnText::value).toList().toString();
        };
    }

    private static String vector(float[] vector) {
        String elements = Arrays.toString(Arrays.copyOf(vector, Math.min(vector.length, ELEMENTS_MAX)));
        return vector.length <= ELEMENTS_MAX
                ? elements
                : elements.substring(0, elements.length() - 1) + ", ... " + (vector.length - ELEMENTS_MAX) + " more]";
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().limit(CHARACTERS_MAX).forEach(c -> append(out, (char) c));
        out.append('"');
        return text.length() <= CHARACTERS_MAX
                ? out.toString()
                : out + "... " + (text.length() - CHARACTERS_MAX) + " more";
    }

    /** Control characters must not reach a terminal. */
    private static void append(StringBuilder out, char c) {
        if (Character.isISOControl(c)) {
            out.append("\\u%04x".formatted((int) c));
        } else {
            out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
        }
    }
}
