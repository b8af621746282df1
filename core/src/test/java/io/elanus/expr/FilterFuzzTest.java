package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.ColumnBatch;
import io.elanus.model.DatabaseException;
import io.elanus.model.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Texts that are no filters, or filters that nobody would write: each is refused as bad input or answers, soon and on a small
 * stack. For a long run, or for one seed:
 *
 * <pre>
 * ./elanus test random --minutes 30
 * ./elanus test random --seed 17
 * </pre>
 */
class FilterFuzzTest {
    private static final long SEED = Long.getLong("elanus.random.seed", 1);
    private static final int TEXTS = 5_000;
    private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("elanus.random.minutes", 0));

    /** Some hundred times what the slowest texts take. */
    private static final Duration TEXT_TIME_MAX = Duration.ofSeconds(10);

    private static final List<String> TOKENS = List.of(
            ("age big price name title flag meta $meta [a] ['a'] [0] tags words place vec body color nope null $ { } ( ) [ ] , . = == != < <="
                            + " > >= + - * / % ** & | ^ ~ << >> and AND && or || not ! in IN like LIKE =~ !~ exists is"
                            + " IS_NULL true False 0 1 -1 007 0x1F 0b1 9223372036854775807 9223372036854775808 1.5 .5 1e9 1e999"
                            + " 'a' \"b%\" '' '\\\\x41' '\\\\q' r'\\d' u8'x' ' \" \\ 'a{1000}' '(((' '[[:' 'POINT(1 1)' '2025-01-01T00:00:00Z' 'P1M'"
                            + " iso ISO interval INTERVAL json_contains array_contains_all array_contains_any array_length"
                            + " random_sample empty starts_with st_within st_dwithin st_isvalid text_match é 日本 \uD83D\uDE00 \uD83D \u0000 \n")
                    .split(" "));

    private static final List<String> VALID = List.of(
            "age > 1 and (name like 'a%b_' or meta['a']['b'][0] in [1, 2.5, 'x', true]) and not (flag == true)",
            "1 < age <= 5 and 'a' > name >= 'A' or price * 2.5 != 1e3 and big & 3 == 1",
            "name =~ '^a[b-d]+(e|f){2,3}$' or title !~ r\"\\d\" and age in {x} and name like {y}",
            "json_contains_all(meta['list'], [1, [2]]) or array_contains(tags, 3) and array_length(words) > 2",
            "tags[0] % 3 == 1 and words[1] like '%a' and exists meta['a'] and age is not null and meta['b'] is null",
            "st_dwithin(place, 'POINT(1 2)', 1000) or st_within(place, 'POLYGON((0 0, 1 0, 1 1, 0 0))')",
            "age ** 2 == 4 or -(-1) == +1 and 2 ** 3 == 8 and starts_with(name, 'a') and random_sample(0.5)");

    private final Random random = new Random(SEED);
    private final RandomFilters filters = new RandomFilters(random);
    private final ColumnBatch rows = FilterFixture.batch(
            Stream.generate(new RandomRows(random)::next).limit(70).toList());

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noTextDoesHarm() throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        // Less than the 1 MiB that the JVM gives a thread by default.
        Thread thread = new Thread(null, this::run, "small stack", 640 << 10);
        thread.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
        thread.start();
        thread.join();

        assertThat(failures).isEmpty();
    }

    private void run() {
        long begin = System.nanoTime();
        int accepted = 0;
        for (int i = 0; i < TEXTS || System.nanoTime() - begin < TIME.toNanos(); i++) {
            String text = text();
            long textBegin = System.nanoTime();
            accepted += accepts(text) ? 1 : 0;

            assertThat(Duration.ofNanos(System.nanoTime() - textBegin))
                    .as("seed=%d, text=%s", SEED, text)
                    .isLessThan(TEXT_TIME_MAX);
        }
        assertThat(accepted).as("filters among the texts").isPositive();
    }

    private boolean accepts(String text) {
        Map<String, Value> templates = Map.of("x", new Value.Array(List.of()), "y", new Value.Text("%"));
        try {
            Filter filter = Filter.parse(text, FilterFixture.SCHEMA, templates);
            filter.sample(filter.match(rows), 1);
            filter.mayMatch(_ -> Optional.empty());
            return true;
        } catch (DatabaseException e) {
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed=" + SEED + ", text=" + text, e);
        }
    }

    private String text() {
        return switch (random.nextInt(4)) {
            case 0 -> soup();
            case 1 -> repeated();
            case 2 -> mutated(pick(VALID));
            default -> mutated(filters.next(random.nextInt(3)).text());
        };
    }

    private String soup() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            text.append(pick(TOKENS)).append(random.nextInt(4) == 0 ? "" : " ");
        }
        return text.toString();
    }

    /** Something around something, many times. */
    private String repeated() {
        int times = 1 << random.nextInt(12);
        return soup() + (pick(TOKENS) + " ").repeat(times) + soup() + (" " + pick(TOKENS)).repeat(times);
    }

    private String mutated(String valid) {
        StringBuilder text = new StringBuilder(valid);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int from = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), from + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(from, to);
                case 1 -> text.insert(from, pick(TOKENS));
                case 2 -> text.insert(random.nextInt(text.length() + 1), text.substring(from, to));
                default -> text.replace(from, to, Character.toString(random.nextInt(0x300)));
            }
        }
        return text.toString();
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
