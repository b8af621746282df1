package io.elanus.engine;

import io.elanus.durable.ByteReader;
import io.elanus.durable.ByteWriter;
import io.elanus.durable.MetaStore;
import io.elanus.durable.MetaStore.Change;
import io.elanus.durable.MetaStore.Condition;
import io.elanus.durable.MetaStore.Versioned;
import io.elanus.model.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Gives timestamps, which serve as ids as well: each larger than all before, also after a restart and when the machine's
 * clock jumps back. Thread-safe.
 *
 * <p>Timestamps are reserved in the meta store for some time ahead; a new process begins behind what was reserved.
 */
public final class TimestampOracle {
    private static final String KEY = "clock";
    private static final Duration RESERVED_AHEAD = Duration.ofSeconds(10);

    private final MetaStore metas;
    private final InstantSource clock;
    private long last;
    private long reserved;

    public TimestampOracle(MetaStore metas, InstantSource clock) {
        this.metas = metas;
        this.clock = clock;
        this.reserved = metas.get(KEY).map(TimestampOracle::decode).orElse(0L);
        this.last = reserved;
    }

    /** A fresh timestamp. */
    public long next() {
        return next(1);
    }

    /** The first of {@code count} fresh timestamps in a row. */
    public synchronized long next(int count) {
        long first = Math.max(last + 1, Timestamps.ofMillis(clock.millis()));
        moveTo(first + count - 1);
        return first;
    }

    /** A timestamp that everything given before does not exceed and everything given later does. */
    public synchronized long now() {
        moveTo(Math.max(last, Timestamps.ofMillis(clock.millis())));
        return last;
    }

    /** The time of day of {@link #now}. */
    public Instant instant() {
        return Instant.ofEpochMilli(Timestamps.millis(now()));
    }

    /** The machine's clock in milliseconds since 1970. After a restart, timestamps may run ahead of it for a while. */
    public long wallMillis() {
        return clock.millis();
    }

    private void moveTo(long timestamp) {
        if (timestamp >= reserved) {
            reserve(timestamp + Timestamps.ofMillis(RESERVED_AHEAD.toMillis()));
        }
        last = timestamp;
    }

    private void reserve(long through) {
        Optional<Versioned> before = metas.get(KEY);
        Condition unchanged = before.isPresent()
                ? new Condition.HasRevision(KEY, before.get().revision())
                : new Condition.IsAbsent(KEY);
        byte[] value = new ByteWriter().writeLong(through).toBytes();
        if (!metas.commit(List.of(unchanged), List.of(new Change.Put(KEY, value)))) {
            throw new IllegalStateException("another process gives timestamps from the same meta store");
        }
        reserved = through;
    }

    private static long decode(Versioned value) {
        return new ByteReader(KEY, value.value()).readLong();
    }
}
