package io.elanus.durable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * One file of a local log, and its format, version {@value #VERSION}.
 *
 * <p>The bytes of a log have addresses that count on from file to file: the byte at offset {@code HEADER_BYTES + i} of a
 * file has the address {@code base + i}, and the base of a file is the address at which the file before it ends. The name
 * is the base in 20 decimal digits, so that names sort like addresses.
 *
 * <pre>
 * header  int   magic "ELLG"
 *         int   version
 *         long  base
 * frames  see {@link LogFrame}, one behind the other
 * </pre>
 *
 * All numbers are little-endian.
 *
 * @param base the address of the first frame
 */
record LogFile(Path path, long base) {
    static final int VERSION = 1;
    static final int HEADER_BYTES = 16;

    private static final int MAGIC = 'E' | 'L' << 8 | 'L' << 16 | 'G' << 24;
    private static final String SUFFIX = ".log";
    private static final int DIGITS = 20;

    static LogFile in(Path folder, long base) {
        return new LogFile(folder.resolve(String.format(Locale.ROOT, "%0" + DIGITS + "d", base) + SUFFIX), base);
    }

    /** The log file at a path; empty if the name is not that of a log file. */
    static Optional<LogFile> at(Path path) {
        String name = path.getFileName().toString();
        if (name.length() != DIGITS + SUFFIX.length()
                || !name.endsWith(SUFFIX)
                || !name.chars().limit(DIGITS).allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return Optional.of(new LogFile(path, Long.parseLong(name, 0, DIGITS, 10)));
    }

    long offset(long address) {
        return address - base + HEADER_BYTES;
    }

    ByteBuffer header() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .putInt(VERSION)
                .putLong(base)
                .flip();
    }

    /** Refuses a header that is not the one of this file. */
    void requireHeader(ByteBuffer found) {
        if (!found.equals(header())) {
            throw corrupt(0, "log file has a wrong header");
        }
    }

    CorruptFileException corrupt(long offset, String text) {
        return new CorruptFileException(path.toString(), offset, text);
    }
}
