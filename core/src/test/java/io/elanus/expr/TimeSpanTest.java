package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.IsoTimes;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeSpanTest {
    @ParameterizedTest
    @CsvSource({
        "2025-01-31T00:00:00Z, P1M, 2025-03-03T00:00:00Z",
        "2024-01-31T00:00:00Z, P1M, 2024-03-02T00:00:00Z",
        "2024-02-29T12:00:00Z, P1Y, 2025-03-01T12:00:00Z",
        "2024-12-15T01:02:03.5Z, P1M, 2025-01-15T01:02:03.5Z",
        "2024-12-15T00:00:00Z, P13M, 2026-01-15T00:00:00Z",
        "1969-12-31T23:59:59.999999Z, P1M, 1970-01-31T23:59:59.999999Z",
        "2025-01-01T00:00:00Z, P1Y2M3DT4H5M6S, 2026-03-04T04:05:06Z",
    })
    void putsATimeOff(String time, String span, String expected) {
        long later = TimeSpan.parse(span).after(IsoTimes.parse(time, ZoneOffset.UTC));

        assertThat(IsoTimes.format(later, ZoneOffset.UTC)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-03-31T00:00:00Z, P1M, 2025-03-03T00:00:00Z",
        "2025-01-15T00:00:00Z, P1Y1M, 2023-12-15T00:00:00Z",
        "2025-01-01T00:00:00Z, PT1S, 2024-12-31T23:59:59Z",
    })
    void bringsATimeForward(String time, String span, String expected) {
        long earlier = TimeSpan.parse(span).negated().after(IsoTimes.parse(time, ZoneOffset.UTC));

        assertThat(IsoTimes.format(earlier, ZoneOffset.UTC)).isEqualTo(expected);
    }

    @Test
    void stopsAtTheEndsOfTime() {
        TimeSpan ages = TimeSpan.parse("P999999999Y");

        assertThat(ages.after(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(ages.negated().after(0)).isEqualTo(Long.MIN_VALUE);
        assertThat(TimeSpan.parse("P1M").after(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(TimeSpan.parse("P1M").negated().after(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(TimeSpan.parse("PT1S").after(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anIntervalMovesAgainstTheTimesInIt() {
        long seed = 5;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            LongInterval interval = new LongInterval(end(random), end(random));
            long offset = random.nextInt(2_001) - 1_000L;
            long value = end(random);

            assertThat(interval.minus(offset).contains(value))
                    .as("seed=%d, interval=%s, offset=%d, value=%d", seed, interval, offset, value)
                    .isEqualTo(interval.contains(TimeSpan.plusSaturated(value, offset)));
        }
    }

    private static long end(Random random) {
        long near = random.nextInt(3_001) - 1_500L;
        return switch (random.nextInt(3)) {
            case 0 -> near;
            case 1 -> near >= 0 ? Long.MAX_VALUE - near : Long.MIN_VALUE - near;
            default -> near >= 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        };
    }
}
