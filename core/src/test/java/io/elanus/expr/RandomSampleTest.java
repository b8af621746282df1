package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.RowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomSampleTest {
    private static RowSet everyThird(int rowCount) {
        RowSet rows = RowSet.none(rowCount);
        for (int row = 0; row < rowCount; row += 3) {
            rows.add(row);
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({"0.1, 100", "0.5, 500", "0.999, 999", "0.0001, 1"})
    void choosesAsManyOfTheRowsAsTheShareSays(double share, int expected) {
        RowSet rows = everyThird(3_000);
        RowSet chosen = new RandomSample(share, 42).of(rows, 1);

        assertThat(chosen.cardinality()).isEqualTo(expected);
        assertThat(chosen.copy().andNot(rows).isEmpty()).isTrue();
    }

    @Test
    void choosesNothingOfNothing() {
        assertThat(new RandomSample(0.5, 42).of(RowSet.none(100), 1).isEmpty()).isTrue();
    }

    @Test
    void choosesEachRowEquallyOften() {
        int[] counts = new int[50];
        for (int seed = 0; seed < 10_000; seed++) {
            RowSet chosen = new RandomSample(0.2, seed).of(RowSet.all(50), 7);
            for (int row = chosen.next(0); row >= 0; row = chosen.next(row + 1)) {
                counts[row]++;
            }
        }

        // 2,000 are expected of each, with a standard deviation of 40.
        assertThat(Arrays.stream(counts).boxed().toList())
                .allSatisfy(count -> assertThat(count).isBetween(1_800, 2_200));
    }

    @Test
    void dependsOnSeedAndSalt() {
        RowSet rows = RowSet.all(1_000);
        RowSet chosen = new RandomSample(0.5, 42).of(rows, 1);

        assertThat(new RandomSample(0.5, 42).of(rows, 1)).isEqualTo(chosen);
        assertThat(new RandomSample(0.5, 43).of(rows, 1)).isNotEqualTo(chosen);
        assertThat(new RandomSample(0.5, 42).of(rows, 2)).isNotEqualTo(chosen);
    }

    @ParameterizedTest
    @CsvSource({
        "random_sample(0.5), 1000",
        "age < 100 and random_sample(0.5), 100",
        "age < 100 && flag is null AND RANDOM_SAMPLE(0.5), 100",
        "age < 100 and (age >= 50 and random_sample(0.5)), 50",
        "false and random_sample(0.5), 0",
    })
    void thinsWhatTheRestOfTheFilterKeeps(String text, int matching) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int age = 0; age < 1_000; age++) {
            rows.add(Map.of("age", age));
        }
        Filter filter = FilterFixture.parse(text);
        RowSet matched = filter.match(FilterFixture.batch(rows));

        assertThat(filter.isSample()).isTrue();
        assertThat(filter.isEverything()).isFalse();
        assertThat(matched.cardinality()).isEqualTo(matching);
        assertThat(filter.sample(matched, 1).cardinality()).isEqualTo(matching / 2);
    }

    @Test
    void aSampleOfNamedKeysIsNoListOfKeys() {
        assertThat(FilterFixture.parse("id in [1, 2, 3]").primaryKeys()).isPresent();
        assertThat(FilterFixture.parse("id in [1, 2, 3] and random_sample(0.5)").primaryKeys())
                .isEmpty();
    }
}
