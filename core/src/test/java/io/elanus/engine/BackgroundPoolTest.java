package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.engine.BackgroundJobs.Priority;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BackgroundPoolTest {
    @Test
    void theMoreUrgentRunFirstAndOfOneKindTheFirstToCome() throws InterruptedException {
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        try (BackgroundPool pool = new BackgroundPool(1, 1)) {
            pool.execute(Priority.RESHAPE, () -> {
                begun.countDown();
                awaitQuietly(letGo);
            });
            begun.await();
            pool.execute(Priority.RESHAPE, () -> order.add("reshape"));
            pool.execute(Priority.REWRITE, () -> order.add("first rewrite"));
            pool.execute(Priority.DELETES, () -> order.add("deletes"));
            pool.execute(Priority.REWRITE, () -> order.add("second rewrite"));
            pool.execute(Priority.INDEX, () -> order.add("index"));
            letGo.countDown();
        }
        assertThat(order).containsExactly("deletes", "index", "first rewrite", "second rewrite", "reshape");
    }

    @Test
    void aClosedPoolTakesNothing() {
        BackgroundPool pool = new BackgroundPool(1, 1);
        pool.close();
        assertThatThrownBy(() -> pool.execute(Priority.INDEX, () -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
