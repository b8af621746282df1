package io.elanus.database;

import io.elanus.database.TestTable.Hit;
import io.elanus.database.TestTable.Row;
import io.elanus.model.Timestamps;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a database has to answer: one list of rows, each with the time it came and the time it went. Every answer is found
 * by looking at all of them. Owned by one thread.
 *
 * <p>Of rows that have expired only the database knows whether they are gone for good: whoever sets another rule by which
 * they have not, asks it.
 */
final class ReferenceDatabase {
    private static final long NEVER = Long.MAX_VALUE;

    private final InstantSource clock;
    private final List<Version> versions = new ArrayList<>();
    private final SortedSet<String> partitions = new TreeSet<>(Set.of(TestTable.DEFAULT_PARTITION));

    private Expiry expiry = new Expiry.Never();
    private int added;

    /** When rows expire. */
    sealed interface Expiry {
        record Never() implements Expiry {}

        record AfterWrite(int seconds) implements Expiry {}

        record AtField() implements Expiry {}
    }

    /** @param mayBeGone has expired before a compaction */
    private record Version(String partition, Row row, long born, long died, boolean mayBeGone) {
        boolean visibleAt(long timestamp) {
            return born <= timestamp && timestamp < died;
        }
    }

    /**
     * A filter: as the database is asked, and as it is meant.
     *
     * @param keys those that it names, if it names nothing else
     */
    record Condition(String text, Predicate<Row> test, Optional<Set<Long>> keys) {
        static final Condition EVERYTHING = new Condition(TestTable.EVERYTHING, row -> true);

        Condition(String text, Predicate<Row> test) {
            this(text, test, Optional.empty());
        }

        static Condition ofKeys(Set<Long> keys) {
            return new Condition(TestTable.keysIn(keys), row -> keys.contains(row.key()), Optional.of(keys));
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** @param clock that of the database */
    ReferenceDatabase(InstantSource clock) {
        this.clock = clock;
    }

    ReferenceDatabase copy() {
        ReferenceDatabase copy = new ReferenceDatabase(clock);
        copy.expiry = expiry;
        copy.added = added;
        copy.versions.addAll(versions);
        copy.partitions.addAll(partitions);
        return copy;
    }

    SortedSet<String> partitions() {
        return partitions;
    }

    void createPartition(String name) {
        partitions.add(name);
    }

    void dropPartition(String name) {
        partitions.remove(name);
        versions.removeIf(version -> version.partition.equals(name));
    }

    void truncate() {
        versions.clear();
    }

    /** @param count how many fields have been added; rows that come from now on have them */
    void setAdded(int count) {
        added = count;
    }

    void setExpiry(Expiry rule) {
        expiry = rule;
    }

    private boolean hasExpired(Version version) {
        long nowMillis = clock.millis();
        return switch (expiry) {
            case Expiry.Never never -> false;
            case Expiry.AfterWrite after -> Timestamps.millis(version.born) + after.seconds() * 1_000L <= nowMillis;
            case Expiry.AtField field -> version.row.untilMillis().orElse(Long.MAX_VALUE) <= nowMillis;
        };
    }

    /** A compaction may have left out what has expired. */
    void compacted() {
        versions.replaceAll(version -> hasExpired(version)
                ? new Version(version.partition, version.row, version.born, version.died, true)
                : version);
    }

    /** Of rows that are back, by another rule, leaves those that the database still has. */
    void settleExpired(Predicate<Row> isThere) {
        versions.removeIf(version ->
                version.mayBeGone && version.died == NEVER && !hasExpired(version) && !isThere.test(version.row));
    }

    void insert(String partition, SortedMap<Long, Integer> numbers, long timestamp) {
        numbers.forEach((key, number) ->
                versions.add(new Version(partition, new Row(key, number, added), timestamp, NEVER, false)));
    }

    void upsert(String partition, SortedMap<Long, Integer> numbers, long timestamp) {
        delete(Optional.of(partition), numbers.keySet(), timestamp);
        insert(partition, numbers, timestamp);
    }

    /** @param partition empty: of every one */
    void delete(Optional<String> partition, Set<Long> keys, long timestamp) {
        versions.replaceAll(version -> {
            boolean dies = version.died == NEVER
                    && keys.contains(version.row.key())
                    && (partition.isEmpty() || version.partition.equals(partition.get()));
            return dies
                    ? new Version(version.partition, version.row, version.born, timestamp, version.mayBeGone)
                    : version;
        });
    }

    /**
     * The keys that a delete by filter names, or else those of the rows that match now; it deletes every row that has one
     * of them, also if it has expired.
     */
    Set<Long> keys(Optional<String> partition, Condition condition) {
        Set<Long> keys = new HashSet<>(condition.keys().orElse(Set.of()));
        visible(partition.stream().toList(), condition, NEVER - 1).forEach(version -> keys.add(version.row.key()));
        return keys;
    }

    /** Of each key the newest row that matches. */
    List<Row> query(List<String> where, Condition condition, long timestamp) {
        TreeMap<Long, Version> newest = new TreeMap<>();
        visible(where, condition, timestamp)
                .forEach(version ->
                        newest.merge(version.row.key(), version, (one, other) -> one.born > other.born ? one : other));
        return newest.values().stream().map(Version::row).toList();
    }

    List<Row> everything() {
        return query(List.of(), Condition.EVERYTHING, NEVER - 1);
    }

    long count(List<String> where, Condition condition, long timestamp) {
        return visible(where, condition, timestamp).count();
    }

    /** Of each key the nearest row that matches; nearest first, then by key. */
    List<Hit> nearest(List<String> where, Condition condition, float[] vector) {
        Set<Long> seen = new HashSet<>();
        return visible(where, condition, NEVER - 1)
                .map(version -> new Hit(version.row.key(), distance(version.row.vector(), vector)))
                .sorted(Comparator.comparingDouble(Hit::distance).thenComparingLong(Hit::key))
                .filter(hit -> seen.add(hit.key()))
                .toList();
    }

    /** The distances of all rows that match: a search through a graph may miss a row, and may invent none. */
    Set<Hit> distances(List<String> where, Condition condition, float[] vector) {
        Set<Hit> hits = new HashSet<>();
        visible(where, condition, NEVER - 1)
                .forEach(version -> hits.add(new Hit(version.row.key(), distance(version.row.vector(), vector))));
        return hits;
    }

    private static float distance(float[] one, float[] other) {
        float sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (one[i] - other[i]) * (one[i] - other[i]);
        }
        return sum;
    }

    private Stream<Version> visible(List<String> where, Condition condition, long timestamp) {
        return versions.stream()
                .filter(version -> version.visibleAt(timestamp) && !hasExpired(version))
                .filter(version -> where.isEmpty() || where.contains(version.partition))
                .filter(version -> condition.test().test(version.row));
    }

    /** This state with all that {@code other} has of one key: where a write got into one shard and not into another. */
    void takeKey(ReferenceDatabase other, long key) {
        versions.removeIf(version -> version.row.key() == key);
        other.versions.stream().filter(version -> version.row.key() == key).forEach(versions::add);
    }
}
