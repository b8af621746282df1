package io.elanus.engine;

import io.elanus.segment.SegmentSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What reads in several calls, such as those of an iterator, saw in their first one: kept from call to call, so that a
 * compaction in between takes nothing from them. The one that was used longest ago goes first. Thread-safe.
 */
final class Pins implements AutoCloseable {
    static final int PINS_MAX = 64;
    static final Duration IDLE_MAX = Duration.ofMinutes(1);

    /** By the timestamp read at; the last one used stands last. */
    private final Map<Long, Pin> pins = new LinkedHashMap<>();

    private boolean closed;

    private record Pin(List<SegmentSet> held, Instant used) {}

    /** What was kept for reads at a timestamp, held for the caller. */
    synchronized Optional<List<SegmentSet>> hold(long timestamp, Instant now) {
        Pin pin = pins.remove(timestamp);
        if (pin == null) {
            return Optional.empty();
        }
        pins.put(timestamp, new Pin(pin.held(), now));
        pin.held().forEach(SegmentSet::hold);
        return Optional.of(pin.held());
    }

    /** Keeps what a read sees for the next one at the same timestamp. */
    synchronized void keep(long timestamp, List<SegmentSet> held, Instant now) {
        if (closed || pins.containsKey(timestamp)) {
            return;
        }
        held.forEach(SegmentSet::hold);
        pins.put(timestamp, new Pin(held, now));
        if (pins.size() > PINS_MAX) {
            drop(pins.keySet().iterator().next());
        }
    }

    /** Lets go of what nobody has asked for lately. */
    synchronized void dropIdle(Instant now) {
        List<Long> idle = new ArrayList<>();
        pins.forEach((timestamp, pin) -> {
            if (pin.used().plus(IDLE_MAX).isBefore(now)) {
                idle.add(timestamp);
            }
        });
        idle.forEach(this::drop);
    }

    private void drop(long timestamp) {
        Pin pin = pins.remove(timestamp);
        if (pin != null) {
            pin.held().forEach(SegmentSet::letGo);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(pins.keySet()).forEach(this::drop);
    }
}
