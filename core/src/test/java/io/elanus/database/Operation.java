package io.elanus.database;

import io.elanus.database.ReferenceDatabase.Condition;
import io.elanus.database.ReferenceDatabase.Expiry;
import io.elanus.model.CompactionRequest.Kind;
import io.elanus.model.IndexParams;
import io.elanus.testkit.Faults;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * One step of a random life. It holds all that it needs, so that a life stays meaningful when steps before it are left out:
 * a step about a partition that is not there does nothing.
 */
sealed interface Operation {
    /** A step whose call may be cut off by the end of the process. */
    sealed interface Change extends Operation {}

    /** A change of rows: after a crash, each key may or may not have it, unless it was acknowledged. */
    sealed interface Write extends Change {
        Set<Long> keys(ReferenceDatabase before);
    }

    record Insert(String partition, SortedMap<Long, Integer> numbers) implements Write {
        @Override
        public Set<Long> keys(ReferenceDatabase before) {
            return numbers.keySet();
        }
    }

    record Upsert(String partition, SortedMap<Long, Integer> numbers) implements Write {
        @Override
        public Set<Long> keys(ReferenceDatabase before) {
            return numbers.keySet();
        }
    }

    record DeleteKeys(Optional<String> partition, Set<Long> keys) implements Write {
        @Override
        public Set<Long> keys(ReferenceDatabase before) {
            return keys;
        }
    }

    record DeleteMatching(Optional<String> partition, Condition condition) implements Write {
        @Override
        public Set<Long> keys(ReferenceDatabase before) {
            return before.keys(partition, condition);
        }
    }

    record Flush() implements Change {}

    record Compact(Kind kind) implements Change {}

    /** What is worth compacting without being asked, until nothing is. */
    record CompactAutomatically() implements Change {}

    record SetExpiry(Expiry expiry) implements Change {}

    record AddField() implements Change {}

    record Truncate() implements Change {}

    record Reindex(IndexParams params) implements Change {}

    record CreatePartition(String name) implements Change {}

    record DropPartition(String name) implements Change {}

    record Reopen() implements Operation {}

    /** Time goes by. */
    record Advance(Duration time) implements Operation {}

    /** The process dies in the middle of a change, at the n-th call that changes a store, and is started again. */
    record Killed(Change during, int call, Faults.Kind kind) implements Operation {}

    /** A slow reader begins; what it sees stays as it is. */
    record Hold() implements Operation {}

    /** The n-th of the slow readers, or so, ends. */
    record LetGo(int reader) implements Operation {}

    /** The first page of an iterator over everything. */
    record BeginPages() implements Operation {}

    /** The next page of the n-th iterator, or so: it sees what its first page saw. */
    record NextPage(int iterator) implements Operation {}

    /** A read at the time of the n-th write, or so, since rows were last left out for good. */
    record ReadBack(int write) implements Operation {}

    record Query(List<String> partitions, Condition condition) implements Operation {}

    record Search(List<String> partitions, Condition condition, int nearNumber, int limit) implements Operation {}
}
