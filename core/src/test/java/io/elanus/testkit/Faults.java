package io.elanus.testkit;

import io.elanus.durable.DurableException;
import java.util.function.Supplier;

/**
 * Decides which of the calls that change a store fail. Several stores share one, so that calls are counted over all of
 * them. Thread-safe.
 */
public final class Faults {
    private int calls;
    private int failAt = Integer.MAX_VALUE;
    private Kind kind = Kind.NOT_DONE;
    private Extent extent = Extent.ONCE;
    private long usableBytes = Long.MAX_VALUE;

    /** What the failing call has done before it fails. */
    public enum Kind {
        /** Nothing; of several objects some. */
        NOT_DONE,
        /** All of it: only the answer is lost. */
        DONE
    }

    /** Which calls fail. */
    public enum Extent {
        /** One: a disk that is full for a moment. */
        ONCE,
        /** One and all that come later: the process is dead, or as good as. */
        FROM_THEN_ON
    }

    /** What a call does; {@link #partly} is what is left of it when it fails without being done. */
    public interface Call<T> {
        T run();

        default void partly() {}
    }

    /** Lets a call fail, counted from now on; 1 is the next one. */
    public synchronized void arm(int call, Kind how, Extent howMany) {
        calls = 0;
        failAt = call;
        kind = how;
        extent = howMany;
    }

    /** No call fails any more. */
    public synchronized void disarm() {
        failAt = Integer.MAX_VALUE;
    }

    /** How much space the store says to have from now on. */
    public synchronized void limitSpace(long bytes) {
        usableBytes = bytes;
    }

    synchronized long usableBytes() {
        return usableBytes;
    }

    /** Whether a call has failed since the faults were armed. */
    public synchronized boolean struck() {
        return calls >= failAt;
    }

    <T> T run(String what, Call<T> call) {
        Supplier<T> step;
        synchronized (this) {
            calls++;
            boolean first = calls == failAt;
            boolean fails = first || (extent == Extent.FROM_THEN_ON && calls > failAt);
            step = !fails ? call::run : () -> fail(what, call, first);
        }
        return step.get();
    }

    void run(String what, Runnable call) {
        run(what, () -> {
            call.run();
            return true;
        });
    }

    private <T> T fail(String what, Call<T> call, boolean first) {
        if (first && kind == Kind.DONE) {
            call.run();
        } else if (first) {
            call.partly();
        }
        throw new DurableException("injected: " + what);
    }
}
