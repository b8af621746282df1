package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.RowSet;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeathsTest {
    private static final long SEED = 1;

    private static RowSet alive(Deaths deaths, long timestamp, int rowCount) {
        return Objects.requireNonNull(deaths.aliveAt(timestamp, rowCount));
    }

    @Test
    void withoutDeathsThereIsNoSet() {
        Deaths deaths = new Deaths();
        assertThat(deaths.aliveAt(Long.MAX_VALUE, 10)).isNull();
        deaths.add(3, 20);
        assertThat(deaths.aliveAt(19, 10)).isNull();
    }

    @Test
    void aReadSeesTheDeathsUpToItsTimestamp() {
        Deaths deaths = new Deaths();
        deaths.add(3, 20);
        deaths.add(1, 20);
        deaths.add(7, 30);
        assertThat(deaths.countAt(19)).isZero();
        assertThat(deaths.countAt(20)).isEqualTo(2);
        assertThat(deaths.countAt(29)).isEqualTo(2);
        assertThat(deaths.countAt(30)).isEqualTo(3);
        assertThat(alive(deaths, 20, 10).cardinality()).isEqualTo(8);
        assertThat(alive(deaths, 30, 10).contains(7)).isFalse();
        assertThat(alive(deaths, 20, 10).contains(7)).isTrue();
    }

    @Test
    void rowsThatAReadDoesNotLookAtAreNotInTheSet() {
        Deaths deaths = new Deaths();
        deaths.add(100, 1);
        deaths.add(2, 1);
        assertThat(alive(deaths, 1, 3)).isEqualTo(RowSet.below(2, 3));
    }

    @Test
    void containsKnowsRowsPastTheLargestDeadOne() {
        Deaths deaths = new Deaths();
        deaths.add(64, 1);
        assertThat(deaths.contains(64)).isTrue();
        assertThat(deaths.contains(0)).isFalse();
        assertThat(deaths.contains(10_000)).isFalse();
    }

    /** Reads at old and new timestamps and of several row counts share a cache; none may spoil another's answer. */
    @Test
    void everyReadGetsWhatACountOfItsOwnSays() {
        Random random = new Random(SEED);
        int rowCount = 5_000;
        long[] diedAt = new long[rowCount];
        Deaths deaths = new Deaths();
        for (long timestamp = 1; timestamp <= 3_000; timestamp++) {
            int row = random.nextInt(rowCount);
            if (diedAt[row] == 0) {
                diedAt[row] = timestamp;
                deaths.add(row, timestamp);
            }
            long at = 1 + random.nextLong(timestamp);
            int rows = random.nextBoolean() ? rowCount : 1 + random.nextInt(rowCount);
            if (timestamp % 7 == 0) {
                RowSet expected = RowSet.all(rows);
                for (int i = 0; i < rows; i++) {
                    if (diedAt[i] != 0 && diedAt[i] <= at) {
                        expected.remove(i);
                    }
                }
                RowSet got = deaths.aliveAt(at, rows);
                assertThat(got == null ? RowSet.all(rows) : got)
                        .as("seed=%d, at=%d, rows=%d", SEED, at, rows)
                        .isEqualTo(expected);
            }
        }
    }
}
