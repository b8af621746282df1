package io.elanus.engine;

/**
 * Counts the jobs that run behind a collection, so that it can be closed without one in the middle of something.
 * Thread-safe.
 */
final class JobGate {
    private int running;
    private boolean closed;

    /** @return false if the collection is closing; then the job must not begin, else it has to {@link #leave} */
    synchronized boolean enter() {
        if (closed) {
            return false;
        }
        running++;
        return true;
    }

    synchronized void leave() {
        running--;
        notifyAll();
    }

    synchronized boolean isBusy() {
        return running > 0;
    }

    /** Jobs ask this now and then, and end soon if so. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** No job begins any more; waits for those that run. */
    synchronized void close() {
        closed = true;
        boolean interrupted = false;
        while (running > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true; // The jobs use what is about to be closed, so they have to end first.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
