package io.elanus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimesTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private static long micros(String instant) {
        return IsoTimes.micros(Instant.parse(instant));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-01T06:00:00Z, 2025-01-01T06:00:00Z",
        "2025-01-01T06:00:00+08:00, 2024-12-31T22:00:00Z",
        "2025-01-01T06:00:00-08:00, 2025-01-01T14:00:00Z",
        "2025-01-01 06:00:00+08:00, 2024-12-31T22:00:00Z",
        "2025-01-01 06:00:00+08, 2024-12-31T22:00:00Z",
        "2025-01-01 06:00:00Z, 2025-01-01T06:00:00Z",
        "2025-01-01T06:00:00, 2024-12-31T22:00:00Z",
        "2025-01-01 06:00:00.5, 2024-12-31T22:00:00.5Z",
        "2025-01-01T06:00:00.1234567+08:00, 2024-12-31T22:00:00.123456Z",
        "2025-01-01T06:00:00.1234567891234Z, 2025-01-01T06:00:00.123456Z",
        "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "9999-12-31T23:59:59-12:00, +10000-01-01T11:59:59Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    })
    void textsAreReadAsMilvusReadsThem(String text, String instant) {
        assertThat(IsoTimes.parse(text, SHANGHAI)).isEqualTo(micros(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "invalid_time_format",
                "1234",
                "2025-13-01T00:00:00Z",
                "2023-02-29T00:00:00Z",
                "2025-01-01",
                "2025-01-01T24:00:00Z",
                "2025-01-01T00:60:00Z",
                "2025-01-01T00:00:60Z",
                "2025-01-01T00:00Z",
                "2025-01-01T00:00:00+08",
                "2025-01-01T00:00:00 +08:00",
                "2025-01-01t00:00:00z",
                "25-01-01T00:00:00Z",
                "-2025-01-01T00:00:00Z",
                "2025-01-01T00:00:00.Z",
                "2025-01-01T00:00:00Z\n",
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> IsoTimes.parse(text, ZoneOffset.UTC))
                .isInstanceOf(DateTimeException.class)
                .hasMessage("invalid timestamp string: '" + text + "'. Does not match any known format");
    }

    @ParameterizedTest
    @CsvSource({"+14:01, 14", "+15:00, 15", "-12:30, -12", "-13:00, -13", "+99:00, 99"})
    void offsetsOutsideThoseInUseAreRefused(String offset, int hour) {
        assertThatThrownBy(() -> IsoTimes.parse("2025-01-01T00:00:00" + offset, ZoneOffset.UTC))
                .hasMessage("UTC offset hour " + hour + " is out of the valid range [-12, 14]");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-01T00:00:00Z, 2025-01-01T08:00:00+08:00",
        "2025-01-01T00:00:00.100Z, 2025-01-01T08:00:00.1+08:00",
        "2025-01-01T00:00:00.000001Z, 2025-01-01T08:00:00.000001+08:00",
        "9999-12-31T23:46:05Z, 10000-01-01T07:46:05+08:00",
    })
    void textsSayTheOffsetAndNoMoreDigitsThanThereAre(String instant, String text) {
        assertThat(IsoTimes.format(micros(instant), SHANGHAI)).isEqualTo(text);
    }

    @Test
    void theOffsetOfUtcIsZ() {
        assertThat(IsoTimes.format(0, ZoneOffset.UTC)).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(IsoTimes.format(-1, ZoneId.of("UTC"))).isEqualTo("1969-12-31T23:59:59.999999Z");
    }

    @Test
    void everyTimeComesBackFromItsText() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ZoneId[] zones = {ZoneOffset.UTC, SHANGHAI, ZoneId.of("America/New_York"), ZoneId.of("Asia/Kolkata")};
        for (int i = 0; i < 1_000; i++) {
            // Between 1940, when the last of these zones had offsets of seconds no more, and 2100.
            long micros = random.nextLong(-946_000_000_000_000L, 4_102_000_000_000_000L);
            ZoneId zone = zones[random.nextInt(zones.length)];
            assertThat(IsoTimes.parse(IsoTimes.format(micros, zone), ZoneOffset.UTC))
                    .as("seed=" + seed + ", micros=" + micros + ", zone=" + zone)
                    .isEqualTo(micros);
            assertThat(IsoTimes.micros(IsoTimes.instant(micros))).isEqualTo(micros);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+08:00", "UTC+8", "Mars/Olympus", "asia/shanghai", "Z"})
    void onlyNamesOfTheIanaDatabaseAreZones(String name) {
        assertThat(IsoTimes.findZone(name)).isEmpty();
        assertThat(IsoTimes.findZone("America/New_York")).contains(ZoneId.of("America/New_York"));
        assertThat(IsoTimes.findZone("UTC")).isPresent();
    }
}
