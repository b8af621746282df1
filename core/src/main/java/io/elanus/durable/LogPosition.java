package io.elanus.durable;

/**
 * A place in a log.
 *
 * <p>Positions of later records are larger, but they are not dense: nothing can be computed from a difference, and the
 * only arithmetic is {@link #after}.
 */
public record LogPosition(long value) implements Comparable<LogPosition> {
    /** Not above the position of any record. */
    public static final LogPosition START = new LogPosition(0);

    public LogPosition {
        if (value < 0) {
            throw new IllegalArgumentException("log position is negative: value=" + value);
        }
    }

    /** The smallest position above this one: where reading goes on behind a record, where a checkpoint covers it. */
    public LogPosition after() {
        return new LogPosition(value + 1);
    }

    public boolean isBefore(LogPosition other) {
        return value < other.value;
    }

    @Override
    public int compareTo(LogPosition other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
