package io.elanus.expr;

import static io.elanus.expr.FilterFixture.match;
import static io.elanus.expr.FilterFixture.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.ColumnBatch;
import io.elanus.model.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {
    private static final List<Map<String, Object>> ROWS = List.of(
            Map.of("id", 0, "age", 1, "big", Long.MIN_VALUE, "ratio", 0.1, "price", 0.1, "name", "ann", "flag", true),
            Map.of("id", 1, "age", 5, "big", Long.MAX_VALUE, "ratio", 5, "price", 5.0, "name", "bob", "flag", false),
            Map.of("id", 2, "age", 8, "big", 8L, "ratio", 8, "price", 8.5, "name", "", "title", "100%"),
            Map.of("id", 3, "name", "a_b", "title", "a_b"));

    private static final List<Map<String, Object>> JSON_ROWS = List.of(
            Map.of(
                    "meta",
                    "{\"a\": 1, \"b\": {\"c\": \"red\"}, \"list\": [1, 2.0, \"x\", [7]]}",
                    "$meta",
                    "{\"color\": \"red\"}"),
            Map.of("meta", "{\"a\": 1.0, \"list\": [], \"n\": null}", "$meta", "{\"color\": 3, \"color\": \"red\"}"),
            Map.of("meta", "{\"a\": \"1\", \"list\": 5, \"0\": true}"),
            Map.of("meta", "{\"a\": 9007199254740993}", "$meta", "{}"),
            Map.of());

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            age == 5                             | [1]
            5 == age                             | [1]
            age != 5                             | [0, 2]
            age < 5                              | [0]
            5 > age                              | [0]
            age <= 5                             | [0, 1]
            age >= 5 && age < 8                  | [1]
            age > 4.0e0 or age < 0               | error
            1 < age <= 8                         | [1, 2]
            8 >= age > 1                         | [1, 2]
            'aa' <= name < 'b'                   | [0]
            age in [1, 8, 100,]                  | [0, 2]
            age not in [1, 8]                    | [1]
            age in []                            | []
            not (age > 1)                        | [0]
            not age > 1                          | [0]
            !(age > 1) AND true                  | [0]
            age is null                          | [3]
            age IS NOT NULL                      | [0, 1, 2]
            age == 1 or age is null or age == 5  | [0, 1, 3]
            age > 1 or name == 'a_b'             | [1, 2, 3]
            flag == true                         | [0]
            flag != true                         | [1]
            flag in [true, false]                | [0, 1]
            big == -9223372036854775808          | [0]
            big > 9223372036854775806            | [1]
            big > 9223372036854775807            | []
            big < -9223372036854775808           | []
            ratio == 0.1                         | [0]
            price == 0.1                         | [0]
            price > 5                            | [2]
            price in [5, 8.5]                    | [1, 2]
            ratio in [0.1, 8]                    | [0, 2]
            age % 2 == 1                         | [0, 1]
            age + 1 > 5                          | [1, 2]
            1 + age > 5                          | [1, 2]
            age * 2 != 10                        | [0, 2]
            age / 2 == 2                         | [1]
            (age & 4) == 4                       | [1]
            ratio + 0.1 == 0.2                   | [0]
            age == 0x5                           | [1]
            age == 05                            | [1]
            age == 0b101                         | [1]
            age == 2 ** 2 + 4 / 4                | [1]
            age == - -5                          | [1]
            age == price                         | [1]
            age < price                          | [2]
            name == title                        | [3]
            name < title                         | [2]
            name == ""                           | [2]
            name like 'a%'                       | [0, 3]
            name like '_n_'                      | [0]
            name like '%b'                       | [1, 3]
            name like 'a\\\\_b'                  | [3]
            title like '%\\\\%'                  | [2]
            title like r'%\\%'                   | [2]
            name like '%'                        | [0, 1, 2, 3]
            name in ["ann", 'bob']               | [0, 1]
            name == "\\u0061nn"                  | [0]
            name == '\\x61n\\156'                | [0]
            true                                 | [0, 1, 2, 3]
            1 == 1.0                             | [0, 1, 2, 3]
            1 > 2 or false                       | []
            age == 1 and false                   | []
            """)
    void matchesRows(String text, String expected) {
        String found;
        try {
            found = match(text, ROWS).toString();
        } catch (RuntimeException e) {
            found = "error";
        }

        assertThat(found).as(text).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            meta["a"] == 1                       | [0, 1]
            meta['a'] == 1.0                     | [0, 1]
            meta["a"] == "1"                     | [2]
            meta["a"] != 1                       | [3]
            not (meta["a"] == 1)                 | [3]
            meta["a"] == 9007199254740993        | [3]
            meta["a"] == 9007199254740992        | []
            meta["a"] > 9007199254740992         | [3]
            meta["a"] > 9007199254740992.0       | [3]
            0 < meta["a"] < 2.5                  | [0, 1]
            meta["a"] in [1, "1"]                | [0, 1, 2]
            meta["a"] not in [2, 3]              | [0, 1, 3]
            meta["a"] + 1 == 2                   | [0, 1]
            meta["a"] % 2 == 1                   | [0, 3]
            meta["b"]["c"] == "red"              | [0]
            meta["b"]["c"] like "r%"             | [0]
            meta["b"] == "red"                   | []
            meta["list"][0] == 1                 | [0]
            meta["list"][3][0] == 7              | [0]
            meta["list"] == [1, 2, "x", [7]]     | [0]
            meta["list"] != [1]                  | [0, 1]
            meta[0] == true                      | [2]
            exists meta["n"]                     | []
            exists meta["b"]["c"]                | [0]
            not exists meta["a"]                 | [4]
            meta["n"] is null                    | [0, 1, 2, 3, 4]
            meta["a"] is null                    | [4]
            meta["a"] is not null                | [0, 1, 2, 3]
            meta is null                         | [4]
            color == "red"                       | [0, 1]
            color > 2                            | []
            $meta["color"] == "red"              | [0, 1]
            exists color                         | [0, 1]
            json_contains(meta["list"], 2)       | [0]
            json_contains(meta["list"], [7.0])   | [0]
            not json_contains(meta["list"], 2)   | [1]
            JSON_CONTAINS_ALL(meta["list"], [1, "x"]) | [0]
            json_contains_all(meta["list"], [])  | [0, 1]
            json_contains_any(meta["list"], [9, "x"]) | [0]
            array_contains_any(meta["list"], []) | []
            meta["a"] == 1 or meta["a"] == "1"   | [0, 1, 2]
            """)
    void matchesJson(String text, String expected) {
        assertThat(match(text, JSON_ROWS)).as(text).hasToString(expected);
    }

    @Test
    void comparesTextsByTheirBytes() {
        List<Map<String, Object>> rows = List.of(
                Map.of("name", "\uFFFD", "meta", "\"\uFFFD\""),
                Map.of("name", "\uD83D\uDE00", "meta", "\"\uD83D\uDE00\""));

        assertThat(match("name > '\uFFFD'", rows)).containsExactly(1);
        assertThat(match("meta > '\uFFFD'", rows)).containsExactly(1);
        assertThat(match("name like '_'", rows)).containsExactly(0, 1);
    }

    @Test
    void putsTemplatesInPlace() {
        Map<String, Value> templates = Map.of(
                "age", new Value.Int(5),
                "ages", new Value.Array(List.of(new Value.Int(1), new Value.Int(8))),
                "start", new Value.Text("a%"),
                "half", new Value.Real(0.5));

        assertThat(match("age == {age}", templates, ROWS)).containsExactly(1);
        assertThat(match("age in {ages}", templates, ROWS)).containsExactly(0, 2);
        assertThat(match("name like {start}", templates, ROWS)).containsExactly(0, 3);
        assertThat(match("{half} < price < {age}", templates, ROWS)).isEmpty();
        assertThat(match("age + {age} == 10", templates, ROWS)).containsExactly(1);
    }

    @Test
    void readsOnlyTheFieldsOfTheFilter() {
        assertThat(parse("age > 1 and not (name == 'x' or color is null) or ratio < price")
                        .fieldIds())
                .containsExactlyInAnyOrder(104L, 108L, 111L, 106L, 107L);
        assertThat(parse("true").fieldIds()).isEmpty();
    }

    @Test
    void knowsWhenItMeansEverything() {
        assertThat(parse("  ").isEverything()).isTrue();
        assertThat(parse("true").isEverything()).isTrue();
        assertThat(parse("age > 1 or 1 < 2").isEverything()).isTrue();
        assertThat(parse("not true").isEverything()).isFalse();
        assertThat(parse("age > 1").isEverything()).isFalse();
        assertThat(Filter.everything().match(FilterFixture.batch(ROWS)).cardinality())
                .isEqualTo(4);
    }

    @Test
    void namesPrimaryKeysWhenItIsAListOfThem() {
        assertThat(parse("id == 7").primaryKeys())
                .hasValueSatisfying(keys -> assertThat(keys).isEqualTo(longs(keys, 7)));
        assertThat(parse("id in [3, 1, 2, 3]").primaryKeys())
                .hasValueSatisfying(
                        keys -> assertThat(((KeySelection.Longs) keys).keys()).containsExactly(1, 2, 3));
        assertThat(parse("id == 3 or (id == 1 or id in [2])").primaryKeys())
                .hasValueSatisfying(
                        keys -> assertThat(((KeySelection.Longs) keys).keys()).containsExactly(1, 2, 3));
        assertThat(parse("id in []").primaryKeys())
                .hasValueSatisfying(keys -> assertThat(keys.size()).isZero());
        assertThat(parse("id > 7").primaryKeys()).isEmpty();
        assertThat(parse("id != 7").primaryKeys()).isEmpty();
        assertThat(parse("id == 7 and age > 1").primaryKeys()).isEmpty();
        assertThat(parse("age == 7").primaryKeys()).isEmpty();
    }

    private static KeySelection longs(KeySelection like, long key) {
        assertThat(((KeySelection.Longs) like).keys()).containsExactly(key);
        return like;
    }

    @Test
    void joinsEqualsOfOneField() {
        assertThat(parse("name == 'a' or age == 1 or name in ['b'] or age == 2").predicate())
                .isEqualTo(parse("name in ['a', 'b'] or age in [1, 2]").predicate());
        assertThat(parse("meta['a'] == 1 or meta['a'] == 2.0").predicate())
                .isEqualTo(parse("meta['a'] in [1.0, 2]").predicate());
        assertThat(parse("meta['a'] == 1 or meta['a'] == 'x'").predicate()).isInstanceOf(Predicate.Or.class);
    }

    @Test
    void matchesNothingInNoRows() {
        ColumnBatch none = FilterFixture.batch(List.of());

        assertThat(parse("age > 1 or not (name == 'x')").match(none).isEmpty()).isTrue();
        assertThat(parse("true").match(none).isEmpty()).isTrue();
    }
}
