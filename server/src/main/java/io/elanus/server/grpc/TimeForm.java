package io.elanus.server.grpc;

import io.elanus.model.Column.LongColumn;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.IsoTimes;
import io.elanus.model.OutputColumn;
import io.elanus.wire.ArrayArray;
import io.elanus.wire.FieldData;
import io.elanus.wire.LongArray;
import io.elanus.wire.ScalarField;
import io.elanus.wire.StringArray;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a reply shows values of TIMESTAMPTZ: as text in a zone, or as an array of numbers.
 *
 * @param parts which numbers; empty: as text
 */
record TimeForm(ZoneId zone, List<Part> parts) {
    static final TimeForm UTC = new TimeForm(ZoneOffset.UTC, List.of());

    /** A number that a time has in a zone. */
    enum Part {
        YEAR,
        MONTH,
        DAY,
        HOUR,
        MINUTE,
        SECOND,
        MICROSECOND;

        long of(ZonedDateTime time) {
            return switch (this) {
                case YEAR -> time.getYear();
                case MONTH -> time.getMonthValue();
                case DAY -> time.getDayOfMonth();
                case HOUR -> time.getHour();
                case MINUTE -> time.getMinute();
                case SECOND -> time.getSecond();
                case MICROSECOND -> time.getNano() / 1_000;
            };
        }
    }

    TimeForm {
        parts = List.copyOf(parts);
    }

    /**
     * The form for the columns of a reply.
     *
     * @param requested the zone that the request names
     * @param ofCollection asked only if there is a time to show
     */
    static TimeForm of(
            List<OutputColumn> columns, Optional<ZoneId> requested, List<Part> parts, Supplier<ZoneId> ofCollection) {
        boolean any = columns.stream().anyMatch(column -> column.field().type() == DataType.TIMESTAMPTZ);
        return any ? new TimeForm(requested.orElseGet(ofCollection), parts) : UTC;
    }

    /** The zone that a request names. */
    static Optional<ZoneId> zone(KeyValues values) {
        return values.find("timezone")
                .map(name -> IsoTimes.findZone(name)
                        .orElseThrow(() -> DatabaseException.invalid("unknown or invalid IANA Time Zone ID: " + name)));
    }

    /** The numbers that a request names, with commas or blanks between them. */
    static List<Part> parts(KeyValues values) {
        return values.find("time_fields").stream()
                .flatMap(text -> Arrays.stream(text.split("[, ]")))
                .filter(name -> !name.isEmpty())
                .map(TimeForm::part)
                .toList();
    }

    private static Part part(String name) {
        return Arrays.stream(Part.values())
                .filter(part -> part.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> DatabaseException.invalid(
                        "unsupported field for extraction: " + name + ", fields should be seprated by ',' or ' '"));
    }

    /** Puts the values of a column into a field, whose type becomes an array if they are numbers. */
    void encode(LongColumn micros, FieldData.Builder field) {
        if (parts.isEmpty()) {
            field.setScalars(ScalarField.newBuilder().setStringData(texts(micros)));
        } else {
            field.setType(io.elanus.wire.DataType.Array)
                    .setScalars(ScalarField.newBuilder().setArrayData(numbers(micros)));
        }
    }

    private StringArray.Builder texts(LongColumn micros) {
        StringArray.Builder array = StringArray.newBuilder();
        for (int row = 0; row < micros.rowCount(); row++) {
            array.addData(micros.isNull(row) ? "" : IsoTimes.format(micros.get(row), zone));
        }
        return array;
    }

    private ArrayArray.Builder numbers(LongColumn micros) {
        ArrayArray.Builder array = ArrayArray.newBuilder().setElementType(io.elanus.wire.DataType.Int64);
        for (int row = 0; row < micros.rowCount(); row++) {
            LongArray.Builder ofRow = LongArray.newBuilder();
            if (!micros.isNull(row)) {
                ZonedDateTime time = IsoTimes.at(micros.get(row), zone);
                parts.forEach(part -> ofRow.addData(part.of(time)));
            }
            array.addData(ScalarField.newBuilder().setLongData(ofRow));
        }
        return array;
    }
}
