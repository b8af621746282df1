package io.elanus.segment;

import io.elanus.model.Column;
import io.elanus.model.Column.BoolColumn;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.DoubleColumn;
import io.elanus.model.Column.FloatColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.Column.PackedVectorColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.DataType;
import io.elanus.model.GeometryForm;
import io.elanus.model.IsoTimes;
import io.elanus.model.JsonForm;
import io.elanus.model.JsonFormException;
import io.elanus.model.SparseForm;
import io.elanus.model.Value;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
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

    /** @param type which tells times from other numbers, geometries and JSON from other bytes */
    public static String value(DataType type, Column column, int row) {
        if (column.isNull(row)) {
            return "null";
        }
        return switch (type) {
            case TIMESTAMPTZ -> IsoTimes.format(((LongColumn) column).get(row), ZoneOffset.UTC);
            case JSON -> quoted(json((BytesColumn) column, row));
            case GEOMETRY -> GeometryForm.text(((BytesColumn) column).get(row));
            case SPARSE_FLOAT_VECTOR -> sparse(((BytesColumn) column).slice(row));
            // The file does not say what the elements are.
            case ARRAY, ARRAY_OF_VECTOR -> hex(((BytesColumn) column).get(row));
            case BOOL,
                    INT8,
                    INT16,
                    INT32,
                    INT64,
                    FLOAT,
                    DOUBLE,
                    VARCHAR,
                    TEXT,
                    FLOAT_VECTOR,
                    BINARY_VECTOR,
                    FLOAT16_VECTOR,
                    BFLOAT16_VECTOR,
                    INT8_VECTOR -> value(column, row);
        };
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
            case PackedVectorColumn c -> hex(c.get(row));
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

    private static String sparse(MemorySegment row) {
        int count = SparseForm.count(row);
        String elements = IntStream.range(0, Math.min(count, ELEMENTS_MAX))
                .mapToObj(element -> SparseForm.index(row, element) + ": " + SparseForm.value(row, element))
                .collect(Collectors.joining(", "));
        return count <= ELEMENTS_MAX
                ? "{" + elements + "}"
                : "{" + elements + ", ... " + (count - ELEMENTS_MAX) + " more}";
    }

    private static String hex(byte[] bytes) {
        int shown = Math.min(bytes.length, ELEMENTS_MAX);
        String digits = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown);
        return shown == bytes.length ? digits : digits + " ... " + (bytes.length - shown) + " more";
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
