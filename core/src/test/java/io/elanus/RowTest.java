package io.elanus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.VectorColumn;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.InputColumn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows: what they hold, and the columns that become of them. */
class RowTest {
    private static final CollectionSchema SCHEMA = new CollectionSchema(
            "films",
            "",
            List.of(
                    FieldSchema.builder("film_id", DataType.INT64)
                            .primaryKey(true)
                            .build(),
                    FieldSchema.builder("year", DataType.INT16).nullable(true).build(),
                    FieldSchema.builder("plot", DataType.FLOAT_VECTOR).dim(2).build(),
                    FieldSchema.builder("$meta", DataType.JSON).dynamic(true).build()),
            true);

    private static List<InputColumn> columns(Row... rows) {
        return new InputRows(SCHEMA, List.of(rows)).columns();
    }

    @Test
    void valuesAreReadByTheirType() {
        Row row = Row.of("id", 7, "ratio", 0.5f, "title", "Playtime", "seen", true, "note", null);
        assertThat(row.number("id")).isEqualTo(7);
        assertThat(row.real("id")).isEqualTo(7.0);
        assertThat(row.real("ratio")).isEqualTo(0.5);
        assertThat(row.text("title")).isEqualTo("Playtime");
        assertThat(row.flag("seen")).isTrue();
        assertThat(row.isNull("note")).isTrue();
        assertThat(row.has("year")).isFalse();
    }

    @Test
    void askingForAnotherTypeSaysWhichItIs() {
        Row row = Row.of("ratio", 0.5, "note", null);
        assertThatThrownBy(() -> row.number("ratio"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("value has another type: name=ratio, type=Double, wanted=integer");
        assertThatThrownBy(() -> row.text("note")).hasMessageContaining("type=null, wanted=text");
        assertThatThrownBy(() -> row.text("title")).hasMessageContaining("row has no such value: name=title");
    }

    @Test
    void aNameNeedsAValue() {
        assertThatThrownBy(() -> Row.of("id", 7, "title"))
                .hasMessageContaining("the last name has no value: name=title");
        assertThatThrownBy(() -> Row.of(7, "id")).hasMessageContaining("not a name: at=0, value=7");
    }

    @Test
    void rowsBecomeOneColumnAField() {
        List<InputColumn> columns = columns(
                Row.of("film_id", 1, "plot", new float[] {1, 2}, "year", (short) 1967),
                Row.of("film_id", 2L, "plot", new float[] {3, 4}));
        assertThat(columns).extracting(InputColumn::name).containsExactly("film_id", "year", "plot");
        IntColumn year = (IntColumn) columns.get(1).column();
        assertThat(year.get(0)).isEqualTo(1967);
        assertThat(year.isNull(1)).isTrue();
        assertThat(((VectorColumn) columns.get(2).column()).get(1)).containsExactly(3, 4);
    }

    @Test
    void valuesThatNoFieldNamesBecomeJson() {
        InputColumn rest = columns(
                        Row.of("film_id", 1, "plot", new float[2], "color", "red", "tags", List.of(1, 2.5, "x")),
                        Row.of("film_id", 2, "plot", new float[2], "crew", Map.of("director", "Tati")))
                .getLast();
        assertThat(rest.dynamic()).isTrue();
        BytesColumn json = (BytesColumn) rest.column();
        assertThat(json.string(0)).isEqualTo("{\"color\":\"red\",\"tags\":[1,2.5,\"x\"]}");
        assertThat(json.string(1)).isEqualTo("{\"crew\":{\"director\":\"Tati\"}}");
    }

    @Test
    void valuesOfAnotherTypeAreRefused() {
        assertThatThrownBy(() -> columns(Row.of("film_id", "one")))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("value has another type than its field: field=film_id");
        assertThatThrownBy(() -> columns(Row.of("film_id", 1.5))).isInstanceOf(DatabaseException.class);
        assertThatThrownBy(() -> columns(Row.of("film_id", 1, "year", 1L << 40)))
                .hasMessageContaining("number is too large: field=year");
        assertThatThrownBy(() -> columns(Row.of("plot", new float[2]), Row.of("plot", new float[3])))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("vectors have different lengths: field=plot");
    }
}
