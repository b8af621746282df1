package io.elanus.expr;

import io.elanus.model.ArrayForm;
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
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.JsonCast;
import io.elanus.model.IndexParams.JsonTarget;
import io.elanus.model.IndexParams.NgramParams;
import io.elanus.model.IndexParams.ScalarParams;
import io.elanus.model.IndexParams.TokenParams;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.Value;
import io.elanus.text.TextAnalyzer;
import io.elanus.text.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * The values under which rows stand in an index: integers as they are, BOOL as 0 and 1, floating numbers as
 * {@link Numbers#sortable}, texts as their UTF-8 bytes. Immutable and thread-safe.
 */
public final class IndexKeys {
    private final boolean texts;
    private final Function<Column, Rows> readers;

    /** The rows of one column. Owned by one thread. */
    public interface Rows {
        /** Hands over the values of a row; answers false if it is null, or not of the type that the index has. */
        boolean read(int row, Sink sink);
    }

    /** Takes the values of a row; the same one may come more than once. */
    public interface Sink {
        void number(long key);

        void text(byte[] bytes, int from, int length);
    }

    private IndexKeys(boolean texts, Function<Column, Rows> readers) {
        this.texts = texts;
        this.readers = readers;
    }

    /** @param params allowed for the field */
    public static IndexKeys of(FieldSchema field, ScalarParams params) {
        IndexKeys plain = params.json().map(IndexKeys::json).orElseGet(() -> field(field));
        return switch (params) {
            case ValueParams _ -> plain;
            case NgramParams ngram -> grams(plain, Grams.of(ngram));
            case TokenParams _ -> tokens(TextAnalyzer.of(field));
        };
    }

    /** Whether the values are texts; if not, they are numbers. */
    public boolean ofTexts() {
        return texts;
    }

    public Rows of(Column column) {
        Rows rows = readers.apply(column);
        return (row, sink) -> !column.isNull(row) && rows.read(row, sink);
    }

    private static IndexKeys field(FieldSchema field) {
        if (field.type() == DataType.ARRAY) {
            DataType element = field.element();
            return new IndexKeys(element == DataType.VARCHAR, column -> elements((BytesColumn) column, element));
        }
        return new IndexKeys(field.type() == DataType.VARCHAR, column -> (row, sink) -> hand(column, row, sink));
    }

    private static Rows elements(BytesColumn arrays, DataType element) {
        return (row, sink) -> {
            Column elements = ArrayForm.elements(element, 0, arrays, row);
            for (int i = 0; i < elements.rowCount(); i++) {
                hand(elements, i, sink);
            }
            return true;
        };
    }

    private static boolean hand(Column column, int row, Sink sink) {
        switch (column) {
            case BoolColumn values -> sink.number(values.get(row) ? 1 : 0);
            case IntColumn values -> sink.number(values.get(row));
            case LongColumn values -> sink.number(values.get(row));
            case FloatColumn values -> sink.number(Numbers.sortable(values.get(row)));
            case DoubleColumn values -> sink.number(Numbers.sortable(values.get(row)));
            case BytesColumn values -> sink.text(values.get(row), 0, values.length(row));
            case VectorColumn _, PackedVectorColumn _ ->
                throw new IllegalArgumentException("vectors have indexes of their own");
        }
        return true;
    }

    private static IndexKeys tokens(TextAnalyzer analyzer) {
        return new IndexKeys(true, column -> {
            BytesColumn texts = (BytesColumn) column;
            TextAnalyzer.Session session = analyzer.session();
            return (row, sink) -> {
                String text = new String(texts.get(row), 0, texts.length(row), StandardCharsets.UTF_8);
                for (Token token : session.tokens(text)) {
                    byte[] term = Texts.utf8(token.term());
                    sink.text(term, 0, term.length);
                }
                return true;
            };
        });
    }

    private static IndexKeys json(JsonTarget target) {
        JsonPath path = JsonPath.ofPointer(target.path());
        return switch (target.cast()) {
            case BOOL -> json(path, Kind.BOOL);
            case DOUBLE -> json(path, Kind.NUMBER);
            case VARCHAR -> json(path, Kind.TEXT);
            case ARRAY_BOOL -> jsonElements(path, Kind.BOOL);
            case ARRAY_DOUBLE -> jsonElements(path, Kind.NUMBER);
            case ARRAY_VARCHAR -> jsonElements(path, Kind.TEXT);
            case JSON -> throw new IllegalArgumentException("not one type: cast=" + JsonCast.JSON);
        };
    }

    private static IndexKeys json(JsonPath path, Kind kind) {
        return new IndexKeys(kind == Kind.TEXT, column -> {
            JsonScan scan = new JsonScan((BytesColumn) column, path);
            return (row, sink) -> {
                Value value = scan.value(row, 0);
                return value != null && Kind.of(value) == kind && hand(value, sink);
            };
        });
    }

    private static IndexKeys jsonElements(JsonPath path, Kind kind) {
        return new IndexKeys(kind == Kind.TEXT, column -> {
            JsonScan scan = new JsonScan((BytesColumn) column, path);
            return (row, sink) -> {
                if (!(scan.value(row, 1) instanceof Value.Array(List<Value> elements))) {
                    return false;
                }
                elements.stream().filter(element -> Kind.of(element) == kind).forEach(element -> hand(element, sink));
                return true;
            };
        });
    }

    private static boolean hand(Value value, Sink sink) {
        switch (value) {
            case Value.Bool(boolean flag) -> sink.number(flag ? 1 : 0);
            case Value.Int _, Value.Real _ -> sink.number(Numbers.sortable(Numbers.toDouble(value)));
            case Value.Text(String text) -> {
                byte[] bytes = Texts.utf8(text);
                sink.text(bytes, 0, bytes.length);
            }
            case Value.Array _ -> throw new IllegalStateException("an array has no value of its own");
        }
        return true;
    }

    private static IndexKeys grams(IndexKeys plain, Grams grams) {
        return new IndexKeys(true, column -> {
            Rows rows = plain.readers.apply(column);
            return (row, sink) -> rows.read(row, new Sink() {
                @Override
                public void number(long key) {
                    throw new IllegalStateException("not a text: number=" + key);
                }

                @Override
                public void text(byte[] bytes, int from, int length) {
                    grams.of(bytes, from, length, sink);
                }
            });
        });
    }
}
