package io.elanus.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.Column.BytesColumn;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormTest {
    private static String roundTrip(String text) {
        try {
            return new String(JsonForm.decode(JsonForm.encode(text.getBytes(UTF_8))), UTF_8);
        } catch (IOException | JsonFormException e) {
            throw new AssertionError("text=" + text, e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "127",
                "128",
                "-1",
                "1.0",
                "1.10",
                "-0.0",
                "0.05",
                "-19.99",
                "1e5",
                "1E+05",
                "9223372036854775807",
                "9223372036854775808",
                "-123456789012345678901234567890",
                "1e400",
                "1.0E10",
                "{}",
                "[]",
                "\"\"",
                "\"äöü 東京 🪁\"",
                "\"\\\"\\\\\\n\\t\\u0000\"",
                "\"\\ud83d\"",
                "{\"\":{\"\":[]}}",
                "{\"b\":1,\"a\":2,\"aa\":3,\"\":4}",
                "[1,[2,[3]],{\"a\":[null,true,false]}]",
                "0.1000000000000000055511151231257827"
            })
    void compactTextsComeBackAsTheyWere(String text) {
        assertThat(roundTrip(text)).isEqualTo(text);
    }

    @Test
    void blanksAndNeedlessEscapesGo() {
        assertThat(roundTrip(" { \"\\u0061\\/\" : [ 1 ,\n2 ] } ")).isEqualTo("{\"a/\":[1,2]}");
    }

    @Test
    void ofEqualKeysTheLastCounts() {
        assertThat(roundTrip("{\"a\":1,\"b\":[1,2],\"\\u0061\":\"x\",\"c\":{\"d\":1,\"d\":2},\"b\":3}"))
                .isEqualTo("{\"a\":\"x\",\"c\":{\"d\":2},\"b\":3}");
        String many =
                IntStream.range(0, 500).mapToObj(i -> "\"k" + i % 7 + "\":" + i).collect(Collectors.joining(","));
        assertThat(roundTrip("{" + many + "}"))
                .isEqualTo("{\"k3\":493,\"k4\":494,\"k5\":495,\"k6\":496,\"k0\":497,\"k1\":498,\"k2\":499}");
    }

    @Test
    void randomValuesComeBack() {
        long seed = System.nanoTime();
        RandomJson values = new RandomJson(new Random(seed));
        for (int i = 0; i < 3000; i++) {
            String text = values.next();
            String back = roundTrip(text);
            Object expected = JsonTree.parse(text);
            // Maps are equal in any order; as texts they are not.
            assertThat(String.valueOf(JsonTree.parse(back)))
                    .as("seed=%d, i=%d, text=%s", seed, i, text)
                    .isEqualTo(String.valueOf(expected));
            assertThat(JsonTree.parse(back))
                    .as("seed=%d, i=%d, text=%s", seed, i, text)
                    .isEqualTo(expected);
            assertThat(roundTrip(back)).isEqualTo(back);
        }
    }

    @Test
    void largeValuesComeBack() {
        String longText = "\"" + "ä".repeat(40_000) + "\"";
        String manyNumbers = "[" + "1,".repeat(32_000) + "2]";
        String longKey = "{\"" + "k".repeat(65_000) + "\":1}";
        String manyKeys = IntStream.range(0, 6000)
                .mapToObj(i -> "\"" + i * 7919 % 6000 + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
        String longNumber = "1" + "0".repeat(60_000);
        for (String text :
                new String[] {longText, manyNumbers, longKey, manyKeys, longNumber, "[" + longKey + "," + manyKeys + "]"
                }) {
            assertThat(roundTrip(text)).isEqualTo(text);
        }
    }

    @Test
    void nestingEndsAtTheLimit() throws Exception {
        for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}}) {
            String deepest = pair[0].repeat(JsonForm.NESTING_MAX - 1) + "[]" + pair[1].repeat(JsonForm.NESTING_MAX - 1);
            assertThat(roundTrip(deepest)).isEqualTo(deepest);
            byte[] deeper = (pair[0] + deepest + pair[1]).getBytes(UTF_8);
            assertThatThrownBy(() -> JsonForm.encode(deeper)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "[1,]", "{\"a\"}", "{a:1}", "nul", "01", "1 2", "{}{}", "NaN", "'a'", "\"\n\""})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> JsonForm.encode(text.getBytes(UTF_8))).isInstanceOf(IOException.class);
    }

    @Test
    void takesNoMoreBytesThanText() throws Exception {
        String text =
                "{\"id\":48211,\"name\":\"Grey kettle\",\"price\":19.99,\"stock\":12,\"tags\":[\"home\",\"sale\"],"
                        + "\"size\":{\"width\":31,\"height\":22.5},\"active\":true,\"rating\":4.7,\"updated\":1732550400000}";
        assertThat(JsonForm.encode(text.getBytes(UTF_8)).length).isLessThanOrEqualTo(text.length());
    }

    @Test
    void columnsOfObjectsAreCutDownToKeys() {
        BytesColumn values = (BytesColumn) ColumnBuilder.of(DataType.JSON, 0)
                .add(new Value.Text("{\"b\":{\"a\":1},\"c\":2,\"a\":[3]}"))
                .addNull()
                .add(new Value.Text("{}"))
                .build();
        BytesColumn all = JsonForm.texts(values);
        BytesColumn some = JsonForm.texts(values, Set.of("a", "b", "d"));
        assertThat(all.string(0)).isEqualTo("{\"b\":{\"a\":1},\"c\":2,\"a\":[3]}");
        assertThat(some.string(0)).isEqualTo("{\"b\":{\"a\":1},\"a\":[3]}");
        assertThat(some.isNull(1)).isTrue();
        assertThat(some.string(2)).isEqualTo("{}");
    }
}
