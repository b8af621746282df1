package io.elanus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.engine.PendingWrites.Pending;
import io.elanus.model.DatabaseException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PendingWritesTest {
    private final PendingWrites writes = new PendingWrites();

    @Test
    void aWriteIsAnsweredWhenItsRecordComesBack() {
        Pending first = writes.add(10);
        Pending second = writes.add(20);
        writes.applied(10);
        assertThat(first.applied()).isCompleted();
        assertThat(second.applied()).isNotDone();
        PendingWrites.await(first);
    }

    @Test
    void aFailedWriteIsNotAnsweredByTheNextRecord() {
        Pending failed = writes.add(10);
        Pending next = writes.add(20);
        // The record behind it comes out of the log before the failure is told.
        writes.applied(20);
        writes.failed(failed, new IllegalStateException("disk is full"));
        assertThatThrownBy(() -> PendingWrites.await(failed)).isInstanceOf(DatabaseException.class);
        PendingWrites.await(next);
    }

    @Test
    void aFailureHasItsReason() {
        Pending failed = writes.add(10);
        writes.failed(failed, new IllegalStateException("disk is full"));
        assertThatThrownBy(() -> PendingWrites.await(failed))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("disk is full");
        assertThat(writes.appliedThrough(() -> 99)).isEqualTo(99);
    }

    @Test
    void atTheEndWhatWaitsFailsAndWhatComesLaterDoes() {
        Pending waiting = writes.add(10);
        writes.end(new IllegalStateException("closed"));
        Pending later = writes.add(20);
        assertThat(waiting.applied()).isCompletedExceptionally();
        assertThat(later.applied()).isCompletedExceptionally();
        writes.awaitAppliedThrough(30);
    }

    @Test
    void whatHasBeenAppliedEndsBeforeTheOldestThatWaits() {
        assertThat(writes.appliedThrough(() -> 5)).isEqualTo(5);
        writes.add(10);
        writes.add(20);
        assertThat(writes.appliedThrough(() -> 99)).isEqualTo(9);
        writes.applied(10);
        assertThat(writes.appliedThrough(() -> 99)).isEqualTo(19);
    }

    @Test
    void aReadWaitsForTheWritesUpToItsTimestampOnly() {
        writes.add(10);
        Pending second = writes.add(20);
        writes.add(30);
        writes.awaitAppliedThrough(9);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> writes.awaitAppliedThrough(25));
        writes.applied(10);
        assertThat(second.applied()).isNotDone();
        writes.applied(20);
        reader.join();
    }
}
