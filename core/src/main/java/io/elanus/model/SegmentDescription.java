package io.elanus.model;

import java.util.List;
import java.util.Optional;

/**
 * One segment as clients see it.
 *
 * @param rowCount rows in it, deleted and expired ones that still take space included
 * @param liveRowCount rows that are neither deleted nor expired
 * @param byteSize of its column files, or of its memory
 * @param indexes the finished indexes on it
 * @param damage what is wrong with its files, as far as that is known: reads that need it fail
 */
public record SegmentDescription(
        long id,
        long collectionId,
        long partitionId,
        int shard,
        State state,
        Level level,
        long rowCount,
        long liveRowCount,
        long byteSize,
        boolean sorted,
        List<IndexOnSegment> indexes,
        Optional<String> damage) {
    public SegmentDescription {
        indexes = List.copyOf(indexes);
    }

    public record IndexOnSegment(long id, String name) {}

    /** The first finished index, if any. */
    public Optional<IndexOnSegment> index() {
        return indexes.stream().findFirst();
    }

    /** The numbers are Milvus's. */
    public enum State {
        GROWING(2),
        SEALED(3),
        FLUSHED(4);

        private final int number;

        State(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /** What a segment holds: deletes only (L0), rows (L1), rows ordered by a clustering key (L2). The numbers are Milvus's. */
    public enum Level {
        L0(1),
        L1(2),
        L2(3);

        private final int number;

        Level(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        public static Level ofNumber(int number) {
            for (Level level : values()) {
                if (level.number == number) {
                    return level;
                }
            }
            throw new IllegalArgumentException("no segment level has this number: number=" + number);
        }
    }
}
