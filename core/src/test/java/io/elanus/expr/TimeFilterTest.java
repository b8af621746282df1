package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times in filters. The rows: 2025-01-01, 2025-01-02 and 2025-01-03, each at midnight in UTC, and null. */
class TimeFilterTest {
    private static final CollectionSchema SCHEMA = CollectionSchema.of(
            "c",
            FieldSchema.builder("id", DataType.INT64).id(100).primaryKey(true).build(),
            FieldSchema.builder("ts", DataType.TIMESTAMPTZ)
                    .id(101)
                    .nullable(true)
                    .build());

    private static List<Integer> matching(String text, ZoneId zone) {
        ColumnBuilder times = ColumnBuilder.of(DataType.TIMESTAMPTZ, 0);
        for (int day = 1; day <= 3; day++) {
            times.add(Instant.parse("2025-01-0" + day + "T00:00:00Z").toEpochMilli() * 1_000);
        }
        Column column = times.addNull().build();
        RowSet matching = Filter.parse(text, SCHEMA, Map.of(), zone)
                .match(new ColumnBatch(4, new TreeMap<>(Map.of(101L, column))));
        List<Integer> days = new ArrayList<>();
        for (int row = matching.next(0); row >= 0; row = matching.next(row + 1)) {
            days.add(row + 1);
        }
        return days;
    }

    @ParameterizedTest
    @CsvSource({
        "ts > ISO '2025-01-02T00:00:00Z', 3",
        "ts >= ISO '2025-01-02T00:00:00Z', 2 3",
        "ts < iso '2025-01-02T00:00:00Z', 1",
        "ts <= ISO \"2025-01-02T08:00:00+08:00\", 1 2",
        "ts == ISO '2025-01-02T00:00:00Z', 2",
        "ts != ISO '2025-01-02T00:00:00Z', 1 3",
        "ISO '2025-01-02T00:00:00Z' < ts, 3",
        "ISO '2025-01-02T00:00:00Z' >= ts, 1 2",
        "ISO '2025-01-02T00:00:00Z' == ts, 2",
        "not (ts > ISO '2025-01-02T00:00:00Z'), 1 2",
        "ts + INTERVAL 'P1D' > ISO '2025-01-03T00:00:00Z', 3",
        "ts + INTERVAL 'P1D' >= ISO '2025-01-03T00:00:00Z', 2 3",
        "ts - interval \"PT24H\" == ISO '2025-01-01T00:00:00Z', 2",
        "ts - INTERVAL 'P1M' < ISO '2024-12-02T00:00:00Z', 1",
        "(ts + INTERVAL 'P1Y2M1DT1H1M1S') == ISO '2026-03-03T01:01:01Z', 2",
        "ts + INTERVAL 'P1M' != ISO '2025-02-02T00:00:00Z', 1 3",
        "ISO '2025-01-03T00:00:00Z' < ts + INTERVAL 'P1D', 3",
        "ISO '2025-02-02T00:00:00Z' >= ts + INTERVAL 'P1M', 1 2",
        "not (ts + INTERVAL 'P1M' > ISO '2025-02-02T00:00:00Z'), 1 2",
        "ts + INTERVAL 'P' == ISO '2025-01-02T00:00:00Z', 2",
        "ts + INTERVAL 'P999999999Y' > ISO '2025-01-02T00:00:00Z', 1 2 3",
        "ts - INTERVAL 'P999999999Y' > ISO '2025-01-02T00:00:00Z', ''",
        "ts is null, 4",
        "ts is not null, 1 2 3",
        "ts > ISO '2025-01-01T00:00:00Z' and ts < ISO '2025-01-03T00:00:00Z', 2",
    })
    void timesAreComparedAsInstants(String filter, String days) {
        assertThat(matching(filter.strip(), ZoneId.of("UTC")))
                .isEqualTo(
                        days.isBlank()
                                ? List.of()
                                : List.of(days.split(" ")).stream()
                                        .map(Integer::valueOf)
                                        .toList());
    }

    @Test
    void aTimeWithoutAnOffsetIsReadInTheZone() {
        assertThat(matching("ts == ISO '2025-01-02 08:00:00'", ZoneId.of("Asia/Shanghai")))
                .containsExactly(2);
        assertThat(matching("ts == ISO '2025-01-02 08:00:00'", ZoneId.of("UTC")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id > ISO '2025-01-02T00:00:00Z' | field 'id' is not a timestamptz datatype",
                "ts > ISO 'today' | invalid timestamp string: 'today'. Does not match any known format",
                "ts > ISO '2025-01-01T00:00:00+15:00' | UTC offset hour 15 is out of the valid range [-12, 14]",
                "ts > '2025-01-02T00:00:00Z' | comparisons between Timestamptz and VarChar are not supported",
                "ts > 5 | comparisons between Timestamptz and Int64 are not supported",
                "ts > INTERVAL 'P1D' | an INTERVAL is only supported behind a field",
                "id + INTERVAL 'P1D' > ISO '2025-01-01' | field 'id' is not a timestamptz datatype",
                "ts + INTERVAL '1D' > ISO '2025-01-01T00:00:00Z' | invalid ISO 8601 duration: 1D",
                "ts + INTERVAL 'P1W' > ISO '2025-01-01T00:00:00Z' | invalid ISO 8601 duration: P1W",
                "ts + INTERVAL 'PT1.5S' > ISO '2025-01-01T00:00:00Z' | invalid ISO 8601 duration: PT1.5S",
                "ts + INTERVAL 'P9999999999Y' > ISO '2025-01-01T00:00:00Z' | duration is too long: P9999999999Y",
                "ts + INTERVAL 'P999999999D' > ISO '2025-01-01T00:00:00Z' | duration is too long: P999999999D",
                "ts + ISO '2025-01-01T00:00:00Z' > ISO '2025-01-01T00:00:00Z' | times cannot be added to each other",
                "ts + 5 > ISO '2025-01-01T00:00:00Z' | 'add' cannot perform arithmetic between Timestamptz field",
                "ts + INTERVAL 'P1D' > 5 | INTERVAL 'P1D' is not supported",
                "ts in [1] | value 'int64_val:1' in list cannot be casted to Timestamptz",
            })
    void whatIsNoComparisonWithATimeIsRefused(String filter, String why) {
        assertThatThrownBy(() -> Filter.parse(filter, SCHEMA, Map.of())).hasMessageContaining(why);
    }
}
