package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GrowingBudgetTest {
    /** Holds bytes until its flush succeeds. */
    private static final class Holder implements GrowingBudget.Holder {
        private final GrowingBudget budget;
        private final AtomicInteger flushes = new AtomicInteger();
        private volatile long held;
        private volatile int failuresLeft;

        Holder(GrowingBudget budget, long bytes) {
            this.budget = budget;
            this.held = bytes;
            budget.count(bytes);
            budget.add(this);
        }

        @Override
        public long growingByteSize() {
            return held;
        }

        @Override
        public void flushSoon() {
            flushes.incrementAndGet();
            if (failuresLeft > 0) {
                failuresLeft = failuresLeft - 1;
                return;
            }
            long bytes = held;
            held = 0;
            budget.count(-bytes);
        }
    }

    @Test
    void belowHalfNobodyIsAskedToFlush() throws InterruptedException {
        GrowingBudget budget = new GrowingBudget(1_000);
        Holder holder = new Holder(budget, 100);
        budget.take(300);
        assertThat(holder.flushes).hasValue(0);
        assertThat(budget.used()).isEqualTo(400);
    }

    @Test
    void fromHalfOnTheLargestIsAskedToFlush() throws InterruptedException {
        GrowingBudget budget = new GrowingBudget(1_000);
        Holder small = new Holder(budget, 100);
        Holder large = new Holder(budget, 200);
        budget.take(300);
        assertThat(small.flushes).hasValue(0);
        assertThat(large.flushes).hasValue(1);
        assertThat(budget.used()).isEqualTo(400);
    }

    @Test
    void aRequestAboveTheWholeBudgetIsLetThrough() throws InterruptedException {
        GrowingBudget budget = new GrowingBudget(1_000);
        budget.take(5_000);
        assertThat(budget.used()).isEqualTo(5_000);
        budget.count(-5_000);
        assertThat(budget.used()).isZero();
    }

    @Test
    void aWriterWaitsUntilBytesComeBack() {
        GrowingBudget budget = new GrowingBudget(1_000);
        budget.count(1_000);
        AtomicBoolean taken = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            take(budget, 10);
            taken.set(true);
        });
        assertThat(taken).isFalse();
        budget.count(-1);
        writer.join();
        assertThat(budget.used()).isEqualTo(1_009);
    }

    @Test
    void aWriterAsksAgainWhenAFlushFailed() {
        GrowingBudget budget = new GrowingBudget(1_000);
        Holder holder = new Holder(budget, 2_000);
        holder.failuresLeft = 3;
        take(budget, 10);
        assertThat(holder.flushes).hasValue(4);
        assertThat(budget.used()).isEqualTo(10);
    }

    @Test
    void aWriterAsksOneAfterTheOtherWhenOneFlushIsNotEnough() {
        GrowingBudget budget = new GrowingBudget(1_000);
        Holder first = new Holder(budget, 900);
        Holder second = new Holder(budget, 800);
        Holder third = new Holder(budget, 700);
        take(budget, 10);
        assertThat(first.flushes).hasValue(1);
        assertThat(second.flushes).hasValue(1);
        assertThat(third.flushes).hasValue(0);
    }

    private static void take(GrowingBudget budget, long bytes) {
        try {
            budget.take(bytes);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
