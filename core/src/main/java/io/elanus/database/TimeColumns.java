package io.elanus.database;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.InputColumn;
import io.elanus.model.IsoTimes;
import io.elanus.model.Value;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/** From times as text, which is how clients send them, to the numbers that are kept. */
final class TimeColumns {
    private TimeColumns() {}

    /**
     * Reads the columns of TIMESTAMPTZ that came as text; others stay as they are.
     *
     * @param zone of texts without an offset
     */
    static List<InputColumn> parsed(List<InputColumn> columns, ZoneId zone) {
        return columns.stream()
                .map(input -> input.type() == DataType.TIMESTAMPTZ && input.column() instanceof BytesColumn texts
                        ? new InputColumn(input.name(), input.type(), input.dynamic(), parsed(texts, zone))
                        : input)
                .toList();
    }

    private static Column parsed(BytesColumn texts, ZoneId zone) {
        ColumnBuilder builder = ColumnBuilder.of(DataType.TIMESTAMPTZ, 0);
        for (int row = 0; row < texts.rowCount(); row++) {
            if (texts.isNull(row)) {
                builder.addNull();
            } else {
                builder.add(parsed(texts.string(row), zone));
            }
        }
        return builder.build();
    }

    private static long parsed(String text, ZoneId zone) {
        try {
            return IsoTimes.parse(text, zone);
        } catch (DateTimeException e) {
            throw DatabaseException.invalid("got invalid timestamptz string '" + text
                    + "': invalid timezone name; must be a valid IANA Time Zone ID (e.g., 'Asia/Shanghai' or 'UTC')");
        }
    }

    /** The schema with the defaults of TIMESTAMPTZ fields as numbers. */
    static CollectionSchema withParsedDefaults(CollectionSchema schema, ZoneId zone) {
        List<FieldSchema> fields = schema.fields().stream()
                .map(field -> field.type() == DataType.TIMESTAMPTZ
                                && field.defaultValue().orElse(null) instanceof Value.Text(String text)
                        ? field.toBuilder()
                                .defaultValue(new Value.Int(parsedDefault(text, zone)))
                                .build()
                        : field)
                .toList();
        return schema.withFields(fields);
    }

    private static long parsedDefault(String text, ZoneId zone) {
        try {
            return IsoTimes.parse(text, zone);
        } catch (DateTimeException e) {
            throw DatabaseException.invalid(String.valueOf(e.getMessage()));
        }
    }
}
