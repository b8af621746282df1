package io.elanus.expr;

import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import java.util.List;

/** The primary keys that a filter names one by one, ascending and distinct. */
public sealed interface KeySelection {
    int size();

    /** The keys as a column, INT64 or VARCHAR. */
    Column column();

    /** Of an INT64 key; whoever reads the array leaves it as it is. */
    @SuppressWarnings("ArrayRecordComponent")
    record Longs(long[] keys) implements KeySelection {
        @Override
        public int size() {
            return keys.length;
        }

        @Override
        public Column column() {
            return LongColumn.of(keys);
        }
    }

    /** Of a VARCHAR key, in the order of their UTF-8 bytes. */
    record Texts(List<String> keys) implements KeySelection {
        public Texts {
            keys = List.copyOf(keys);
        }

        @Override
        public int size() {
            return keys.size();
        }

        @Override
        public Column column() {
            ColumnBuilder builder = ColumnBuilder.of(DataType.VARCHAR, 0);
            keys.forEach(builder::add);
            return builder.build();
        }
    }
}
