package io.elanus.expr;

import static io.elanus.expr.FilterFixture.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.ColumnBatch;
import io.elanus.model.DatabaseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterLimitsTest {
    /** Less than the 1 MiB that the JVM gives a thread by default. */
    private static final int STACK_BYTES = 640 << 10;

    private static final int DEEP = Syntax.NESTING_MAX - 10;

    @Test
    void readsExpressionsUpToTheNestingLimitOnASmallStack() {
        assertThat(onSmallStack("(".repeat(DEEP) + "age > 1" + ")".repeat(DEEP)))
                .isEqualTo("ok");
        assertThat(onSmallStack("not (".repeat(DEEP / 2) + "age > 1" + ")".repeat(DEEP / 2)))
                .isEqualTo("ok");
        assertThat(onSmallStack("age == " + "- ".repeat(DEEP) + "1")).isEqualTo("ok");
        assertThat(onSmallStack("meta == " + "[".repeat(DEEP) + "]".repeat(DEEP)))
                .isEqualTo("ok");
        assertThat(onSmallStack("(age > 1 or age < 0 and ".repeat(DEEP / 4) + "age > 1" + ")".repeat(DEEP / 4)))
                .isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 100_000})
    void refusesDeeperExpressionsOnASmallStack(int depth) {
        String tooDeep = "expression is nested too deeply: max=" + Syntax.NESTING_MAX;
        List<String> texts = List.of(
                "(".repeat(depth) + "age > 1" + ")".repeat(depth),
                "(".repeat(depth),
                "not ".repeat(depth) + "true",
                "age == " + "- ".repeat(depth) + "1",
                "age == 1" + " + 1".repeat(depth),
                "true" + " == true".repeat(depth),
                "[".repeat(depth),
                "exists ".repeat(depth) + "color",
                "json_contains(".repeat(depth) + "meta",
                "name" + " like 'a'".repeat(depth),
                "name" + " =~ 'a'".repeat(depth),
                "age" + " in [1]".repeat(depth),
                "age" + " is null".repeat(depth),
                "1" + " < age".repeat(depth),
                "2" + " ** 2".repeat(depth) + " == 2",
                "~".repeat(depth) + "1 == 1",
                "age" + " & 1".repeat(depth) + " == 1",
                "empty(x=".repeat(depth) + "name",
                "(ts + ".repeat(depth) + "INTERVAL 'P1D'" + ")".repeat(depth) + " > ISO '2025-01-01T00:00:00Z'",
                "(age > 1 or age < 0 and ".repeat(depth));

        for (String text : texts) {
            assertThat(onSmallStack(text)).as(text.substring(0, 40)).contains(tooDeep);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 100_000})
    void readsPathsOfAnyLength(int length) {
        assertThat(onSmallStack("meta" + "['a']".repeat(length) + " == 1")).isEqualTo("ok");
        assertThat(onSmallStack("meta" + "[0]".repeat(length) + " is null")).isEqualTo("ok");
    }

    @Test
    void readsLongChains() {
        String chain = IntStream.range(0, 10_000)
                .mapToObj(i -> i % 2 == 0 ? "age == " + i : "age > " + (100_000 + i) + " and name != 'x'")
                .collect(Collectors.joining(" or "));

        assertThat(onSmallStack(chain)).isEqualTo("ok");
    }

    @Test
    void readsLongLists() {
        Random random = new Random(7);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(Map.of("age", i, "name", "n" + i, "price", i / 2.0, "meta", "{\"a\": " + i + "}"));
        }
        ColumnBatch batch = FilterFixture.batch(rows);
        List<Integer> listed = IntStream.range(0, 100_000)
                .mapToObj(_ -> random.nextInt(0, 1_000_000) * 2)
                .toList();
        List<Integer> expected =
                IntStream.range(0, 1_000).filter(listed::contains).boxed().toList();

        assertThat(FilterFixture.match(parse("age in " + listed), batch)).isEqualTo(expected);
        assertThat(FilterFixture.match(parse("meta['a'] in " + listed), batch)).isEqualTo(expected);
        assertThat(FilterFixture.match(parse("price * 2.0 == 4 or price in " + listed), batch))
                .isEqualTo(IntStream.range(0, 1_000)
                        .filter(i -> i == 4 || (i % 2 == 0 && listed.contains(i / 2)))
                        .boxed()
                        .toList());
        String names = listed.stream().map(i -> "'n" + i + "'").collect(Collectors.joining(",", "[", "]"));
        assertThat(FilterFixture.match(parse("name in " + names), batch)).isEqualTo(expected);
    }

    @Test
    void showsOnlyTheStartOfLongTexts() {
        assertThat(onSmallStack("age in [" + "1, ".repeat(100_000) + "'x']")).hasSizeLessThan(3_000);
    }

    private static String onSmallStack(String text) {
        AtomicReference<String> result = new AtomicReference<>("");
        Thread thread = new Thread(null, () -> result.set(outcome(text)), "small stack", STACK_BYTES);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return result.get();
    }

    private static String outcome(String text) {
        try {
            parse(text).match(FilterFixture.batch(List.of(Map.of("age", 2))));
            return "ok";
        } catch (DatabaseException e) {
            return String.valueOf(e.getMessage());
        } catch (StackOverflowError e) {
            return "stack overflow";
        }
    }
}
