package io.elanus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkShareTest {
    @Test
    void givesEachRowToOneWorker() {
        AtomicIntegerArray calls = new AtomicIntegerArray(1000);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            WorkShare.forEach(1000, run(threads, 4), () -> calls::incrementAndGet);
        }
        assertThat(IntStream.range(0, 1000).map(calls::get)).containsOnly(1);
    }

    @Test
    void worksAloneIfNoThreadIsLent() {
        List<Integer> rows = new ArrayList<>();
        List<Runnable> neverRun = new ArrayList<>();

        WorkShare.forEach(10, run(neverRun::add, 3), () -> rows::add);

        assertThat(rows).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        // A thread that comes late finds the work over.
        neverRun.forEach(Runnable::run);
        assertThat(rows).hasSize(10);
    }

    @Test
    void passesOnWhatAWorkerThrowsAndStops() {
        AtomicInteger calls = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            assertThatThrownBy(() -> WorkShare.forEach(1_000_000, run(threads, 3), () -> row -> {
                        calls.incrementAndGet();
                        throw new IllegalStateException("row=" + row);
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("row=");
        }
        assertThat(calls).hasValueBetween(1, 3);
    }

    @Test
    void failsIfTheExecutorRefuses() {
        ExecutorService closed = Executors.newFixedThreadPool(1);
        closed.close();

        assertThatThrownBy(() -> WorkShare.forEach(10, run(closed, 2), () -> row -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    private static BuildRun run(Executor executor, int threads) {
        return new BuildRun(executor, threads, 1, BuildMonitor.NONE);
    }
}
