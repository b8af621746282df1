package io.elanus.expr;

import java.util.List;

/** The primary keys that a filter names one by one, ascending and distinct. */
public sealed interface KeySelection {
    int size();

    /** Of an INT64 key; whoever reads the array leaves it as it is. */
    @SuppressWarnings("ArrayRecordComponent")
    record Longs(long[] keys) implements KeySelection {
        @Override
        public int size() {
            return keys.length;
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
    }
}
