package io.elanus.database;

import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.testkit.Faults;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A compaction that stands still at one of its calls to a store. Closing lets it go on and waits for its end. */
final class PausedCompaction implements AutoCloseable {
    private final Faults faults;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Future<CompactionStatus> running;
    private final boolean waiting;

    /** Pauses a compaction of kind mix. */
    PausedCompaction(TestMachine machine, Database database, int call) throws InterruptedException {
        this(machine, database, new CompactionRequest.Mix(), call);
    }

    /** @param call 1 is the first */
    PausedCompaction(TestMachine machine, Database database, CompactionRequest.Kind kind, int call)
            throws InterruptedException {
        this.faults = machine.faults;
        faults.hold(call);
        CountDownLatch reached = faults.held();
        this.running = threads.submit(() -> {
            try {
                return database.compact(new CompactionRequest(TestTable.NAME, kind, Optional.empty(), List.of()));
            } finally {
                reached.countDown(); // So that nobody waits for a call that does not come.
            }
        });
        reached.await();
        this.waiting = faults.isHolding();
    }

    /** False if a compaction makes fewer calls: then it has ended. */
    boolean isWaiting() {
        return waiting;
    }

    /** Lets it go on; answers what it planned. */
    CompactionStatus finish() throws InterruptedException, ExecutionException {
        faults.letGo();
        return running.get();
    }

    @Override
    public void close() {
        faults.letGo();
        threads.close();
    }
}
