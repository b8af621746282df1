package io.elanus.index;

import java.lang.foreign.MemorySegment;

/** Index files of all families. */
public final class IndexFiles {
    private IndexFiles() {}

    /**
     * Verifies every byte of an index file, whatever it is an index of.
     *
     * @param key the name of the file for errors
     * @throws io.elanus.durable.CorruptFileException if the file is corrupt
     */
    public static void verify(String key, MemorySegment file) {
        if (ValueIndexFormat.FRAME.isOf(file)) {
            ValueIndexFormat.verify(key, file);
        } else if (IvfFormat.FRAME.isOf(file)) {
            IvfFormat.verify(key, file);
        } else {
            HnswFormat.verify(key, file);
        }
    }
}
