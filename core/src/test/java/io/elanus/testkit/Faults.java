package io.elanus.testkit;

import io.elanus.durable.DurableException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * Decides which of the calls that change a store fail, or wait. Several stores share one, so that calls and bytes are
 * counted over all of them. Thread-safe.
 */
public final class Faults {
    private static final int NEVER = Integer.MAX_VALUE;

    private int calls;
    private int failAt = NEVER;
    private Kind kind = Kind.NOT_DONE;
    private Extent extent = Extent.ONCE;
    private Runnable beforeDeath = () -> {};
    private Runnable afterDeath = () -> {};

    private long bytesFree = Long.MAX_VALUE;
    private long bytesWritten;
    private boolean full;

    private int holdAt = NEVER;
    private boolean holding;
    private CountDownLatch reached = new CountDownLatch(1);
    private CountDownLatch released = new CountDownLatch(0);
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
        /** One: a disk that has trouble for a moment. */
        ONCE,
        /** One and all that come later: the process is dead, or as good as. */
        FROM_THEN_ON
    }

    /** What a call does; {@link #partly} is what is left of it when it fails without being done. */
    public interface Call<T> {
        T run();

        default void partly() {}

        /** What is left of it when it was done and the process died of it. */
        default void lastBreath() {
            run();
        }
    }

    /** Lets a call fail, counted from now on; 1 is the next one. */
    public synchronized void arm(int call, Kind how, Extent howMany) {
        calls = 0;
        failAt = call;
        kind = how;
        extent = howMany;
    }

    /** Calls the one right before the process dies of a call, and the other right after. */
    public synchronized void watchDeath(Runnable before, Runnable after) {
        beforeDeath = before;
        afterDeath = after;
    }

    /** The disk has room for so many bytes from now on; a write that does not fit fails, and so do those that come later. */
    public synchronized void fill(long bytes) {
        bytesFree = bytes;
        bytesWritten = 0;
        full = false;
    }

    /** Bytes written since the disk was filled. */
    public synchronized long bytesWritten() {
        return bytesWritten;
    }

    /** A call waits, counted from now on, until it is let go; others go on. Appends to logs are counted and do not wait. */
    public synchronized void hold(int call) {
        calls = 0;
        holdAt = call;
        reached = new CountDownLatch(1);
        released = new CountDownLatch(1);
    }

    /** Calls since the faults were armed, or since a call was told to wait. */
    public synchronized int calls() {
        return calls;
    }

    /** Counts to zero when the call that waits has come. */
    public synchronized CountDownLatch held() {
        return reached;
    }

    /** Whether a call waits. */
    public synchronized boolean isHolding() {
        return holding;
    }

    /** No call waits any more. */
    public synchronized void letGo() {
        holdAt = NEVER;
        holding = false;
        released.countDown();
    }

    /** No call fails any more, and there is room. */
    public synchronized void disarm() {
        failAt = NEVER;
        full = false;
        bytesFree = Long.MAX_VALUE;
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
        return calls >= failAt || full;
    }

    <T> T run(String what, Call<T> call) {
        return run(what, 0, true, call);
    }

    void run(String what, Runnable call) {
        run(what, () -> {
            call.run();
            return true;
        });
    }

    void write(String what, long bytes, Runnable call) {
        run(what, bytes, true, () -> {
            call.run();
            return true;
        });
    }

    /** @param mayWait whether it can be held: the caller is in nobody's way */
    <T> T run(String what, long bytes, boolean mayWait, Call<T> call) {
        Supplier<T> step = call::run;
        CountDownLatch gate = new CountDownLatch(0);
        synchronized (this) {
            calls++;
            boolean first = calls == failAt;
            if (first || (extent == Extent.FROM_THEN_ON && calls > failAt)) {
                step = () -> fail(what, call, first);
            } else if (bytes > 0 && (full || bytes > bytesFree)) {
                full = true;
                step = () -> fail("no space left: " + what, call, false);
            } else {
                bytesFree -= bytes;
                bytesWritten += bytes;
            }
            if (calls == holdAt && mayWait) {
                gate = released;
                holding = true;
                reached.countDown();
            }
        }
        await(gate);
        return step.get();
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DurableException("interrupted", e);
        }
    }

    private <T> T fail(String what, Call<T> call, boolean first) {
        boolean dies = first && extent == Extent.FROM_THEN_ON;
        if (dies) {
            beforeDeath.run();
        }
        if (first && kind == Kind.DONE) {
            if (dies) {
                call.lastBreath();
            } else {
                call.run();
            }
        } else if (first) {
            call.partly();
        }
        if (dies) {
            afterDeath.run();
        }
        throw new DurableException("injected: " + what);
    }
}
