package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrayFilterTest {
    private static final List<Map<String, Object>> ROWS = List.of(
            Map.of("tags", List.of(1, 2, 3), "words", List.of("red", "green"), "ratios", List.of(0.1, 2.0)),
            Map.of("tags", List.of(4), "words", List.of("", "été"), "ratios", List.of(-0.0)),
            Map.of("tags", List.of(), "words", List.of(), "ratios", List.of()),
            Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tags[0] == 1 | 0",
                "tags[0] != 1 | 1",
                "1 < tags[0] | 1",
                "1 <= tags[0] < 5 | 0 1",
                "tags[1] in [2, 9] | 0",
                "tags[1] not in [9] | 0",
                "tags[0] in [] | ",
                "+tags[0] == 1 | 0",
                "tags[0] % 3 == 1 | 0 1",
                "tags[0] + 3 == 7 | 1",
                "tags[4096] == 1 | ",
                "tags[99999999999] == 1 | ",
                "not (tags[2] == 1) | 0",
                "words[1] == 'green' | 0",
                "words[1] like '_t_' | 1",
                "words[0] =~ '^r.d$' | 0",
                "words[0] !~ 'r' | 1",
                "words[0] == '' | 1",
                "'a' < words[0] < 's' | 0",
                "ratios[0] == 0.1 | 0",
                "ratios[0] == 0 | 1",
                "ratios[1] * 2 == 4 | 0",
                "array_contains(tags, 2) | 0",
                "not array_contains(tags, 2) | 1 2",
                "array_contains_all(tags, [1, 3, 3.0]) | 0",
                "array_contains_all(tags, [1, 3.5]) | ",
                "not array_contains_all(tags, [1, 3.5]) | 0 1 2",
                "array_contains_all(tags, []) | 0 1 2",
                "array_contains_any(tags, []) | ",
                "array_contains_any(tags, [3, 4, 0.5]) | 0 1",
                "json_contains(words, 'été') | 1",
                "JSON_CONTAINS_ALL(words, ['red', 'green']) | 0",
                "array_contains(ratios, 0.1) | 0",
                "array_contains(ratios, 0) | 1",
                "array_length(tags) == 0 | 2",
                "array_length(words) != 2 | 2",
                "2 <= array_length(words) | 0 1",
                "array_length(tags) > -1 | 0 1 2",
                "tags is null | 3",
                "tags is not null | 0 1 2",
            })
    void asksArrays(String text, String expected) {
        List<Integer> rows = expected == null
                ? List.of()
                : Arrays.stream(expected.split(" ")).map(Integer::valueOf).toList();

        assertThat(FilterFixture.match(text, ROWS)).isEqualTo(rows);
    }

    @Test
    void templatesStandForElements() {
        Map<String, Value> templates = Map.of("x", new Value.Array(List.of(new Value.Int(4), new Value.Int(2))));

        assertThat(FilterFixture.match("array_contains_any(tags, {x})", templates, ROWS))
                .containsExactly(0, 1);
    }

    @Test
    void manyRowsAreAskedChunkByChunk() {
        long seed = 11;
        Random random = new Random(seed);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            List<Integer> tags = random.ints(random.nextInt(4), 0, 50).boxed().toList();
            rows.add(Map.of(
                    "age",
                    i,
                    "tags",
                    tags,
                    "words",
                    tags.stream().map(tag -> "w" + tag).toList()));
        }
        for (String text : List.of("array_contains(%s, 7)", "%s[1] == 7")) {
            List<Integer> expected = IntStream.range(0, rows.size())
                    .filter(i -> i % 3 != 0)
                    .filter(i -> {
                        List<?> tags =
                                (List<?>) Objects.requireNonNull(rows.get(i).get("tags"));
                        return text.startsWith("array")
                                ? tags.contains(7)
                                : tags.size() > 1 && tags.get(1).equals(7);
                    })
                    .boxed()
                    .toList();

            assertThat(FilterFixture.match("age % 3 != 0 and " + text.formatted("tags"), rows))
                    .isEqualTo(expected);
            assertThat(FilterFixture.match(
                            "age % 3 != 0 and " + text.formatted("words").replace("7", "'w7'"), rows))
                    .isEqualTo(expected);
        }
    }
}
