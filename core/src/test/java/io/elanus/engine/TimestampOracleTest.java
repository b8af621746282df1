package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.MemoryMetaStore;
import io.elanus.model.Timestamps;
import io.elanus.testkit.Faults;
import io.elanus.testkit.FaultyMetaStore;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class TimestampOracleTest {
    private final MemoryMetaStore metas = new MemoryMetaStore();
    private long millis = 1_000_000;
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis);

    @Test
    void timestampsGrowAndFollowTheClock() {
        TimestampOracle oracle = new TimestampOracle(metas, clock);
        long first = oracle.next();
        assertThat(Timestamps.millis(first)).isEqualTo(millis);
        assertThat(oracle.next()).isGreaterThan(first);
        millis += 5;
        assertThat(Timestamps.millis(oracle.next())).isEqualTo(millis);
    }

    @Test
    void severalAtOnceAreInARow() {
        TimestampOracle oracle = new TimestampOracle(metas, clock);
        long first = oracle.next(1_000_000);
        assertThat(oracle.next()).isEqualTo(first + 1_000_000);
    }

    @Test
    void theyGrowWhenTheClockJumpsBack() {
        TimestampOracle oracle = new TimestampOracle(metas, clock);
        long before = oracle.next();
        millis -= 500_000;
        assertThat(oracle.next()).isGreaterThan(before);
        assertThat(oracle.now()).isGreaterThan(before);
    }

    @Test
    void theyGrowOverARestartWhenTheClockJumpsBack() {
        long given = 0;
        for (int restart = 0; restart < 20; restart++) {
            TimestampOracle oracle = new TimestampOracle(metas, clock);
            long next = restart % 2 == 0 ? oracle.next(100) : oracle.now() + 1;
            assertThat(next).isGreaterThan(given);
            given = next + 99;
            millis += restart % 3 == 0 ? 60_000 : -40_000;
            given = Math.max(given, oracle.now());
        }
    }

    @Test
    void nowIsAtOrAboveWhatWasGivenAndBelowWhatComes() {
        TimestampOracle oracle = new TimestampOracle(metas, clock);
        long before = oracle.next();
        long now = oracle.now();
        assertThat(now).isGreaterThanOrEqualTo(before);
        assertThat(oracle.now()).isEqualTo(now);
        assertThat(oracle.next()).isGreaterThan(now);
    }

    @Test
    void anOracleThatCannotReserveGivesNothingAndGoesOnLater() {
        for (Faults.Kind kind : Faults.Kind.values()) {
            Faults faults = new Faults();
            TimestampOracle oracle = new TimestampOracle(new FaultyMetaStore(metas, faults), clock);
            long before = oracle.next();
            millis += 60_000;
            faults.arm(1, kind, Faults.Extent.ONCE);
            assertThatThrownBy(oracle::next).hasMessageContaining("injected");
            assertThat(oracle.next()).isGreaterThan(before);
            assertThat(new TimestampOracle(metas, clock).next()).isGreaterThan(oracle.next());
        }
    }
}
