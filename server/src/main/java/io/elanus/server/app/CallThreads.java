package io.elanus.server.app;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/**
 * Runs every task on a virtual thread of its own, so that a call may block for as long as it likes. Thread-safe.
 *
 * <p>Armeria asks for a scheduler; what is scheduled runs on one daemon thread, and nothing of ours is.
 */
final class CallThreads extends ScheduledThreadPoolExecutor {
    private final ThreadFactory threads = Thread.ofVirtual().name("call-", 0).factory();

    CallThreads() {
        super(1, Thread.ofPlatform().daemon().name("call-timer").factory());
    }

    @Override
    public void execute(Runnable command) {
        threads.newThread(command).start();
    }
}
