package io.elanus.segment;

import io.elanus.model.CollectionSchema;
import io.elanus.model.Timestamps;
import java.time.Duration;

/**
 * When the rows of a collection expire. From then on no read sees them, and the next compaction leaves them out.
 *
 * <p>Every rule looks at one field of longs, and what has expired at a moment are the rows up to some value in it: see
 * {@link ExpiryCutoff}.
 */
public sealed interface ExpiryRule {
    ExpiryRule NEVER = new Never();

    /** The field that the rule looks at. */
    long fieldId();

    /** What has expired at a moment of the wall clock, which also holds for reads that are pinned to an older timestamp. */
    ExpiryCutoff at(long epochMillis);

    /** The first millisecond at which a row with this value in the rule's field has expired. */
    long expiryMillis(long value);

    /** Rows stay until they are deleted. */
    record Never() implements ExpiryRule {
        @Override
        public long fieldId() {
            return CollectionSchema.TIMESTAMP_FIELD_ID;
        }

        @Override
        public ExpiryCutoff at(long epochMillis) {
            return ExpiryCutoff.NOTHING;
        }

        @Override
        public long expiryMillis(long value) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * A row expires some time after it was written.
     *
     * @param ttl positive, a whole number of milliseconds
     */
    record AfterWrite(Duration ttl) implements ExpiryRule {
        @Override
        public long fieldId() {
            return CollectionSchema.TIMESTAMP_FIELD_ID;
        }

        @Override
        public ExpiryCutoff at(long epochMillis) {
            long lastExpired = epochMillis - ttl.toMillis();
            return lastExpired < 0
                    ? ExpiryCutoff.NOTHING
                    : new ExpiryCutoff(fieldId(), Timestamps.ofMillis(lastExpired + 1) - 1);
        }

        @Override
        public long expiryMillis(long value) {
            return Timestamps.millis(value) + ttl.toMillis();
        }
    }

    /** A row expires at the time that it holds in a field of TIMESTAMPTZ; never, if that is null. */
    record AtField(long fieldId) implements ExpiryRule {
        private static final long MICROS_PER_MILLI = 1_000;

        @Override
        public ExpiryCutoff at(long epochMillis) {
            return new ExpiryCutoff(fieldId, epochMillis * MICROS_PER_MILLI);
        }

        @Override
        public long expiryMillis(long value) {
            return Math.ceilDiv(value, MICROS_PER_MILLI);
        }
    }
}
