package io.elanus.index;

import java.util.concurrent.CancellationException;

/**
 * What a running build tells its owner, and asks. Thread-safe: the threads of the build call it at the same time.
 *
 * <p>Either method may wait, which slows the build down: a thread calls them every few milliseconds and holds no lock
 * meanwhile.
 */
public interface BuildMonitor {
    BuildMonitor NONE = new BuildMonitor() {
        @Override
        public void rowBuilt() {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    };

    /** Another row is done; called once for every row. */
    void rowBuilt();

    /** Asked before every row and all along; once true, the build ends with a {@link CancellationException}. */
    boolean isCancelled();

    default void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException("index build was cancelled");
        }
    }
}
