package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.Column;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.InputColumn;
import io.elanus.model.OutputColumn;
import io.elanus.server.grpc.TimeForm.Part;
import io.elanus.wire.FieldData;
import io.elanus.wire.LongArray;
import io.elanus.wire.ScalarField;
import io.elanus.wire.StringArray;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeFormTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final long MICROS = Instant.parse("2025-01-31T22:30:15.5Z").toEpochMilli() * 1_000;
    private static final FieldSchema FIELD =
            FieldSchema.builder("ts", DataType.TIMESTAMPTZ).nullable(true).build();

    private static FieldData encoded(TimeForm form) {
        Column column =
                ColumnBuilder.of(DataType.TIMESTAMPTZ, 0).add(MICROS).addNull().build();
        return ColumnEncoder.encode(new OutputColumn(FIELD, column), form);
    }

    private static KeyValues pairs(String key, String value) {
        return new KeyValues(Map.of(key, value));
    }

    @Test
    void timesAreTextInTheZone() {
        FieldData data = encoded(new TimeForm(SHANGHAI, List.of()));
        assertThat(data.getType()).isEqualTo(io.elanus.wire.DataType.Timestamptz);
        assertThat(data.getScalars().getStringData().getDataList()).containsExactly("2025-02-01T06:30:15.5+08:00", "");
        assertThat(data.getValidDataList()).containsExactly(true, false);
        assertThat(encoded(TimeForm.UTC).getScalars().getStringData().getData(0))
                .isEqualTo("2025-01-31T22:30:15.5Z");
    }

    @Test
    void partsOfTimesAreAnArrayOfNumbers() {
        List<Part> parts = TimeForm.parts(pairs("time_fields", "year, month,day hour,MINUTE,second,microsecond"));
        FieldData data = encoded(new TimeForm(SHANGHAI, parts));
        assertThat(data.getType()).isEqualTo(io.elanus.wire.DataType.Array);
        assertThat(data.getScalars().getArrayData().getElementType()).isEqualTo(io.elanus.wire.DataType.Int64);
        assertThat(data.getScalars().getArrayData().getData(0).getLongData().getDataList())
                .containsExactly(2025L, 2L, 1L, 6L, 30L, 15L, 500_000L);
        assertThat(data.getScalars().getArrayData().getDataCount()).isEqualTo(2);
        assertThat(data.getValidDataList()).containsExactly(true, false);
    }

    @Test
    void theZoneOfTheCollectionCountsWhereTheRequestNamesNone() {
        List<OutputColumn> times = List.of(new OutputColumn(
                FIELD, ColumnBuilder.of(DataType.TIMESTAMPTZ, 0).build()));
        assertThat(TimeForm.of(times, Optional.empty(), List.of(), () -> SHANGHAI)
                        .zone())
                .isEqualTo(SHANGHAI);
        ZoneId requested = TimeForm.zone(pairs("timezone", "America/New_York")).orElseThrow();
        assertThat(TimeForm.of(times, Optional.of(requested), List.of(), () -> SHANGHAI)
                        .zone())
                .isEqualTo(ZoneId.of("America/New_York"));
    }

    @Test
    void whatIsNoZoneOrNoPartIsRefused() {
        assertThatThrownBy(() -> TimeForm.zone(pairs("timezone", "Mars/Olympus")))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("unknown or invalid IANA Time Zone ID: Mars/Olympus");
        assertThatThrownBy(() -> TimeForm.parts(pairs("time_fields", "year,era")))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("unsupported field for extraction: era");
    }

    @Test
    void timesComeInAsText() {
        FieldData compact = FieldData.newBuilder()
                .setFieldName("ts")
                .setType(io.elanus.wire.DataType.Timestamptz)
                .addAllValidData(List.of(true, false, true))
                .setScalars(ScalarField.newBuilder()
                        .setStringData(StringArray.newBuilder().addData("a").addData("b")))
                .build();
        InputColumn input = ColumnDecoder.decode(compact, 3);
        assertThat(input.type()).isEqualTo(DataType.TIMESTAMPTZ);
        assertThat(input.column()).isInstanceOfSatisfying(Column.BytesColumn.class, texts -> {
            assertThat(texts.string(0)).isEqualTo("a");
            assertThat(texts.isNull(1)).isTrue();
            assertThat(texts.string(2)).isEqualTo("b");
        });
        FieldData numbers = compact.toBuilder()
                .setScalars(ScalarField.newBuilder()
                        .setLongData(LongArray.newBuilder().addData(1).addData(2)))
                .build();
        assertThatThrownBy(() -> ColumnDecoder.decode(numbers, 3))
                .hasMessageContaining("timestamptz field data must be a string array");
    }
}
