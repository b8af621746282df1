package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.IntColumn;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.InputColumn;
import io.elanus.model.JsonForm;
import io.elanus.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowRulesTest {
    private static final InputColumn KEYS = input("id", DataType.INT64, LongColumn.of(1, 2));

    private static CollectionSchema schema(boolean dynamic, FieldSchema.Builder... fields) {
        List<FieldSchema> all = new ArrayList<>();
        all.add(FieldSchema.builder("id", DataType.INT64)
                .id(100)
                .primaryKey(true)
                .build());
        long id = 101;
        for (FieldSchema.Builder field : fields) {
            all.add(field.id(id++).build());
        }
        if (dynamic) {
            all.add(FieldSchema.builder("$meta", DataType.JSON)
                    .id(id)
                    .dynamic(true)
                    .build());
        }
        return new CollectionSchema("rows", "", all, dynamic);
    }

    private static FieldSchema.Builder field(DataType type) {
        return FieldSchema.builder("field", type);
    }

    private static InputColumn input(String name, DataType type, Column column) {
        return new InputColumn(name, type, false, column);
    }

    private static InputColumn input(DataType type, ColumnBuilder column) {
        return input("field", type, column.build());
    }

    private static ColumnBatch check(CollectionSchema schema, InputColumn... columns) {
        return RowRules.check(schema, List.of(columns), 2, Optional.empty());
    }

    private static void assertRefused(String text, CollectionSchema schema, InputColumn... columns) {
        assertThatThrownBy(() -> check(schema, columns))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(text);
    }

    private static ColumnBuilder ints(int... values) {
        ColumnBuilder column = ColumnBuilder.of(DataType.INT32, 0);
        for (int value : values) {
            column.add(value);
        }
        return column;
    }

    private static ColumnBuilder texts(String... values) {
        ColumnBuilder column = ColumnBuilder.of(DataType.VARCHAR, 0);
        for (String value : values) {
            column.add(value);
        }
        return column;
    }

    @Test
    void everyFieldMustBeThereAndNoOther() {
        CollectionSchema schema = schema(false, field(DataType.INT32));
        assertThat(check(schema, KEYS, input(DataType.INT32, ints(5, 6))).columns())
                .hasSize(2);
        assertRefused("fieldSchema(field) has no corresponding fieldData pass in", schema, KEYS);
        assertRefused(
                "fieldName other not exist in collection schema",
                schema,
                KEYS,
                input("other", DataType.INT64, LongColumn.of(1, 2)));
        assertRefused("duplicated field id found", schema, KEYS, KEYS);
        assertRefused("insert data does not match", schema, KEYS, input(DataType.INT64, ints(1, 2)));
    }

    @Test
    void columnsHaveTheSameNumberOfRows() {
        CollectionSchema schema = schema(false, field(DataType.INT32));
        assertRefused("is not equal to passed num_rows (2)", schema, KEYS, input(DataType.INT32, ints(5)));
    }

    @Test
    void generatedKeysMayNotBeSentToo() {
        CollectionSchema schema = schema(false);
        Optional<Column> generated = Optional.of(LongColumn.of(7, 8));
        ColumnBatch batch = RowRules.check(schema, List.of(), 2, generated);
        assertThat(((LongColumn) batch.column(100)).get(1)).isEqualTo(8);
        assertThatThrownBy(() -> RowRules.check(schema, List.of(KEYS), 2, generated))
                .hasMessageContaining("more fieldData has pass in");
    }

    @Test
    void absentFieldsAndNullsBecomeDefaults() {
        CollectionSchema schema =
                schema(false, field(DataType.INT32).nullable(true).defaultValue(new Value.Int(42)));
        IntColumn absent = (IntColumn) check(schema, KEYS).column(101);
        assertThat(absent.get(1)).isEqualTo(42);
        IntColumn nulls = (IntColumn)
                check(schema, KEYS, input(DataType.INT32, ints(7).addNull())).column(101);
        assertThat(nulls.get(0)).isEqualTo(7);
        assertThat(nulls.get(1)).isEqualTo(42);
        assertThat(nulls.isNull(1)).isFalse();
    }

    @Test
    void nullsStandOnlyWhereTheyMay() {
        InputColumn withNull = input(DataType.INT32, ints(7).addNull());
        Column nullable = check(schema(false, field(DataType.INT32).nullable(true)), KEYS, withNull)
                .column(101);
        assertThat(nullable.isNull(1)).isTrue();
        Column absent =
                check(schema(false, field(DataType.INT32).nullable(true)), KEYS).column(101);
        assertThat(absent.isNull(0)).isTrue();
        assertRefused("valid_data of field(field) is wrong", schema(false, field(DataType.INT32)), KEYS, withNull);
    }

    @Test
    void integersLieInTheRangeOfTheirType() {
        CollectionSchema schema = schema(false, field(DataType.INT8).nullable(true));
        assertThat(check(schema, KEYS, input(DataType.INT8, ints(-128, 127))).rowCount())
                .isEqualTo(2);
        assertRefused("(128) out of range: [-128, 127]", schema, KEYS, input(DataType.INT8, ints(1, 128)));
        assertRefused(
                "(-32769) out of range",
                schema(false, field(DataType.INT16)),
                KEYS,
                input(DataType.INT16, ints(1, -32_769)));
    }

    @Test
    void numbersAreFinite() {
        ColumnBuilder floats = ColumnBuilder.of(DataType.FLOAT, 0).add(1f).add(Float.NaN);
        assertRefused("value 'NaN'", schema(false, field(DataType.FLOAT)), KEYS, input(DataType.FLOAT, floats));
        ColumnBuilder doubles = ColumnBuilder.of(DataType.DOUBLE, 0).add(1.0).add(Double.NEGATIVE_INFINITY);
        assertRefused("value '-Inf'", schema(false, field(DataType.DOUBLE)), KEYS, input(DataType.DOUBLE, doubles));
        ColumnBuilder vectors = ColumnBuilder.of(DataType.FLOAT_VECTOR, 2)
                .add(new float[] {-0f, 1})
                .add(new float[] {Float.MAX_VALUE, Float.POSITIVE_INFINITY});
        assertRefused(
                "value '+Inf'",
                schema(false, field(DataType.FLOAT_VECTOR).dim(2)),
                KEYS,
                input(DataType.FLOAT_VECTOR, vectors));
    }

    @Test
    void vectorsHaveTheDimensionOfTheirField() {
        ColumnBuilder vectors =
                ColumnBuilder.of(DataType.FLOAT_VECTOR, 4).add(new float[4]).add(new float[4]);
        InputColumn input = input(DataType.FLOAT_VECTOR, vectors);
        assertRefused(
                "the dim (4) of field data(field) is not equal to schema dim (2)",
                schema(false, field(DataType.FLOAT_VECTOR).dim(2)),
                KEYS,
                input);
        assertRefused(
                "the length(8) of float data should divide the dim(3)",
                schema(false, field(DataType.FLOAT_VECTOR).dim(3)),
                KEYS,
                input);
    }

    @Test
    void textsAreCountedInBytes() {
        CollectionSchema schema = schema(false, field(DataType.VARCHAR).maxLength(3));
        assertThat(check(schema, KEYS, input(DataType.VARCHAR, texts("abc", "")))
                        .rowCount())
                .isEqualTo(2);
        assertRefused(
                "length of varchar field field exceeds max length, row number: 1, length: 4, max length: 3",
                schema,
                KEYS,
                input(DataType.VARCHAR, texts("a", "\u00e4\u00e4")));
    }

    @Test
    void jsonIsWellFormed() {
        CollectionSchema schema = schema(false, field(DataType.JSON));
        for (String good : List.of("{\"a\": [1, null]}", "3", "\"x\"", "null", "[]")) {
            ColumnBatch batch = check(schema, KEYS, input(DataType.JSON, texts("{}", good)));
            assertThat(JsonForm.texts((BytesColumn) batch.column(101)).string(1))
                    .isEqualTo(good.replace(" ", ""));
        }
        for (String bad : List.of("{", "{a: 1}", "", "[1,]", "nul", "1 2", "{} {}")) {
            assertRefused("value is not valid JSON", schema, KEYS, input(DataType.JSON, texts("{}", bad)));
        }
        assertRefused(
                "of json field (field) exceeds max length",
                schema,
                KEYS,
                input(DataType.JSON, texts("{}", "\"" + "x".repeat(RowRules.JSON_BYTES_MAX) + "\"")));
    }

    @Test
    void dynamicRowsAreObjects() {
        CollectionSchema schema = schema(true);
        BytesColumn absent = (BytesColumn) check(schema, KEYS).column(101);
        assertThat(JsonForm.texts(absent).string(0)).isEqualTo("{}");
        InputColumn array =
                new InputColumn("$meta", DataType.JSON, true, texts("{}", "[]").build());
        assertRefused("an object is wanted", schema, KEYS, array);
        InputColumn reserved = new InputColumn(
                "$meta", DataType.JSON, true, texts("{}", "{\"$meta\": 1}").build());
        assertRefused("cannot set key name to: $meta", schema, KEYS, reserved);
        InputColumn field = new InputColumn(
                "$meta", DataType.JSON, true, texts("{}", "{\"id\": 1}").build());
        assertRefused("dynamic field name cannot include the static field name: id", schema, KEYS, field);
        InputColumn nested = new InputColumn(
                "$meta",
                DataType.JSON,
                true,
                texts("{}", "{\"a\": {\"$meta\": 1}}").build());
        assertThat(check(schema, KEYS, nested).rowCount()).isEqualTo(2);
        assertRefused("without dynamic schema enabled", schema(false), KEYS, reserved);
    }
}
