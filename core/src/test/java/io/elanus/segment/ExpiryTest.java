package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.durable.MemoryObjectStore;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBatch;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.RowSet;
import io.elanus.model.SegmentDescription.Level;
import io.elanus.model.Timestamps;
import io.elanus.segment.ExpiryRule.AfterWrite;
import io.elanus.segment.ExpiryRule.AtField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final long KEY = 100;
    private static final long TIME = 101;
    private static final AtField AT_FIELD = new AtField(TIME);
    private static final CollectionSchema SCHEMA = CollectionSchema.of(
            "rows",
            FieldSchema.builder("key", DataType.INT64).id(KEY).primaryKey(true).build(),
            FieldSchema.builder("time", DataType.TIMESTAMPTZ)
                    .id(TIME)
                    .nullable(true)
                    .build());

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final List<Segment> opened = new ArrayList<>();

    @AfterEach
    void letGo() {
        opened.forEach(Segment::letGo);
    }

    private GrowingSegment growing() {
        GrowingSegment segment = Batches.growing(SCHEMA);
        opened.add(segment);
        return segment;
    }

    /** @param micros of each row when it expires; null: never */
    private static void append(GrowingSegment segment, long writtenMillis, long firstKey, @Nullable Long... micros) {
        ColumnBuilder keys = ColumnBuilder.of(DataType.INT64, 0);
        ColumnBuilder times = ColumnBuilder.of(DataType.TIMESTAMPTZ, 0);
        for (int i = 0; i < micros.length; i++) {
            keys.add(firstKey + i);
            Long value = micros[i];
            if (value == null) {
                times.addNull();
            } else {
                times.add(value.longValue());
            }
        }
        TreeMap<Long, Column> columns = new TreeMap<>(Map.of(KEY, keys.build(), TIME, times.build()));
        segment.append(new ColumnBatch(micros.length, columns), Timestamps.ofMillis(writtenMillis));
    }

    private SealedSegment sealed(GrowingSegment growing) {
        List<RowBlock> blocks = growing.blocks(growing.rowCount());
        long[] order = RowOrder.byPrimaryKey(blocks, Collections.nCopies(blocks.size(), null), KEY);
        SegmentMeta meta = new SegmentWriter(objects, SCHEMA)
                .write(new SegmentWriter.Target("segment/", 1, 2, Level.L1, 0, List.of()), blocks, order);
        SealedSegment segment = new SegmentOpener(objects, SCHEMA).open(meta, List.of());
        opened.add(segment);
        return segment;
    }

    private static AfterWrite ttl(long millis) {
        return new AfterWrite(Duration.ofMillis(millis));
    }

    /** The keys that a read now sees. */
    private static List<Long> keys(Segment segment, ExpiryRule rule, long epochMillis) {
        int rows = segment.rowCount();
        RowSet visible = segment.visibleAt(Long.MAX_VALUE, rows, rule.at(epochMillis));
        List<Long> keys = new ArrayList<>();
        for (RowBlock block : segment.blocks(rows)) {
            LongColumn column = (LongColumn) block.column(KEY);
            for (int row = 0; row < block.rowCount(); row++) {
                if (visible == null || visible.contains(block.firstRow() + row)) {
                    keys.add(column.get(row));
                }
            }
        }
        Collections.sort(keys);
        return keys;
    }

    @Test
    void aRowExpiresWhenItsTimeToLiveHasPassedToTheMillisecond() {
        GrowingSegment growing = growing();
        append(growing, 1_000, 1, (Long) null);
        append(growing, 1_001, 2, (Long) null);
        for (Segment segment : List.of(growing, sealed(growing))) {
            assertThat(keys(segment, ttl(500), 1_499)).containsExactly(1L, 2L);
            assertThat(keys(segment, ttl(500), 1_500)).containsExactly(2L);
            assertThat(keys(segment, ttl(500), 1_501)).isEmpty();
        }
    }

    @Test
    void aRowExpiresAtTheTimeItHoldsAndNeverWithoutOne() {
        GrowingSegment growing = growing();
        append(growing, 1_000, 1, 2_000_000L, null, 2_000_001L, 500_000L);
        for (Segment segment : List.of(growing, sealed(growing))) {
            assertThat(keys(segment, AT_FIELD, 1_999)).containsExactly(1L, 2L, 3L);
            assertThat(keys(segment, AT_FIELD, 2_000)).containsExactly(2L, 3L);
            assertThat(keys(segment, AT_FIELD, 2_001)).containsExactly(2L);
            assertThat(keys(segment, AT_FIELD, Long.MAX_VALUE / 1_000)).containsExactly(2L);
        }
    }

    @Test
    void anotherTimeToLiveHoldsAtOnceAndBringsRowsBackWhenItIsLonger() {
        GrowingSegment growing = growing();
        for (int key = 0; key < 10; key++) {
            append(growing, 1_000 + key, key, (Long) null);
        }
        SealedSegment sealed = sealed(growing);
        for (Segment segment : List.of(growing, sealed)) {
            assertThat(keys(segment, ttl(100), 1_104)).hasSize(5);
            assertThat(keys(segment, ttl(98), 1_104)).hasSize(3);
            assertThat(keys(segment, ttl(101), 1_104)).hasSize(6);
            assertThat(keys(segment, ttl(1_000), 1_104)).hasSize(10);
            assertThat(keys(segment, ExpiryRule.NEVER, 1_104)).hasSize(10);
            assertThat(keys(segment, ttl(1), 1_104)).isEmpty();
        }
    }

    @Test
    void aReadPinnedToThePastSeesItsRowsWithoutThoseThatHaveExpiredSince() {
        GrowingSegment segment = growing();
        append(segment, 1_000, 1, 5_000_000L, null);
        append(segment, 2_000, 3, 6_000_000L);
        ExpiryCutoff now = AT_FIELD.at(5_500);
        assertThat(keys(segment, AT_FIELD, 5_500)).containsExactly(2L, 3L);

        int rows = segment.rowCountAt(Timestamps.ofMillis(1_500));

        assertThat(rows).isEqualTo(2);
        assertThat(segment.visibleAt(Timestamps.ofMillis(1_500), rows, now)).isEqualTo(rows(2, 1));
        assertThat(segment.visibleAt(
                        Timestamps.ofMillis(1_500), rows, ttl(4_500).at(5_500)))
                .isEqualTo(RowSet.none(2));
    }

    private static RowSet rows(int rowCount, int... rows) {
        RowSet set = RowSet.none(rowCount);
        for (int row : rows) {
            set.add(row);
        }
        return set;
    }

    @Test
    void deletedRowsAreNotCountedAsExpired() {
        GrowingSegment growing = growing();
        append(growing, 1_000, 1, 2_000_000L, 2_000_000L, 9_000_000L, null);
        SealedSegment sealed = sealed(growing);
        for (Segment segment : List.of(growing, sealed)) {
            assertThat(segment.delete(LongColumn.of(1), 0, Timestamps.ofMillis(1_500)))
                    .isEqualTo(1);
            assertThat(segment.expiredCount(AT_FIELD.at(1_000))).isZero();
            assertThat(segment.expiredCount(AT_FIELD.at(3_000))).isEqualTo(1);
            assertThat(segment.expiredCount(ttl(1).at(3_000))).isEqualTo(3);
            assertThat(keys(segment, AT_FIELD, 3_000)).containsExactly(3L, 4L);
        }
    }

    @Test
    void theNextExpiryIsThatOfTheFirstRowThatIsStillThere() {
        GrowingSegment growing = growing();
        append(growing, 1_000, 1, 2_000_000L, 3_000_001L, null);
        append(growing, 1_700, 4, 2_500_000L);
        SealedSegment sealed = sealed(growing);
        for (Segment segment : List.of(growing, sealed)) {
            assertThat(segment.nextExpiryMillis(AT_FIELD, 1_000)).hasValue(2_000);
            assertThat(segment.nextExpiryMillis(AT_FIELD, 2_000)).hasValue(2_500);
            segment.delete(LongColumn.of(4), 0, Timestamps.ofMillis(1_800));
            assertThat(segment.nextExpiryMillis(AT_FIELD, 2_000)).hasValue(3_001);
            assertThat(segment.nextExpiryMillis(AT_FIELD, 3_001)).isEmpty();
            assertThat(segment.nextExpiryMillis(ttl(100), 1_050)).hasValue(1_100);
            assertThat(segment.nextExpiryMillis(ttl(100), 1_100)).isEmpty();
            assertThat(segment.nextExpiryMillis(ExpiryRule.NEVER, 1_000)).isEmpty();
        }
    }

    @Test
    void aSegmentOpenedAgainKnowsWhatItKnewBefore() {
        GrowingSegment growing = growing();
        append(growing, 1_000, 1, 2_000_000L, 4_000_000L);
        SealedSegment before = sealed(growing);
        RowSet visible = before.visibleAt(Long.MAX_VALUE, 2, AT_FIELD.at(3_000));

        SealedSegment after =
                new SegmentOpener(objects, SCHEMA).reopen(before, before.meta().withIndexes(List.of()), List.of());
        opened.add(after);

        assertThat(after.visibleAt(Long.MAX_VALUE, 2, AT_FIELD.at(3_000))).isSameAs(visible);
    }

    @Test
    void whatOneReadWasGivenDoesNotChangeWhenTimeGoesOn() {
        GrowingSegment growing = growing();
        append(growing, 1_000, 1, 2_000_000L, 3_000_000L, 4_000_000L);
        SealedSegment segment = sealed(growing);
        RowSet early = Objects.requireNonNull(segment.visibleAt(Long.MAX_VALUE, 3, AT_FIELD.at(2_000)));
        segment.visibleAt(Long.MAX_VALUE, 3, AT_FIELD.at(3_000));
        assertThat(early).isEqualTo(rows(3, 1, 2));
    }

    /** Any rows, rules, moments and deletes, read in any order, against what each row says of itself. */
    @Test
    void everyReadSeesTheRowsThatAreAliveAndHaveNotExpired() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        GrowingSegment growing = growing();
        List<Long> written = new ArrayList<>();
        List<@Nullable Long> times = new ArrayList<>();
        List<Long> dead = new ArrayList<>();
        for (int round = 0; round < 40; round++) {
            @Nullable Long[] micros = new @Nullable Long[1 + random.nextInt(round % 10 == 0 ? 6_000 : 50)];
            for (int i = 0; i < micros.length; i++) {
                micros[i] = random.nextInt(5) == 0 ? null : 1_000L * random.nextInt(4_000) + random.nextInt(3);
                times.add(micros[i]);
                written.add(1_000L + round);
            }
            append(growing, 1_000 + round, times.size() - micros.length, micros);
            for (int deletes = random.nextInt(4); deletes > 0; deletes--) {
                long key = random.nextInt(times.size());
                growing.delete(LongColumn.of(key), 0, Timestamps.ofMillis(1_000 + round) + 1);
                dead.add(key);
            }
            readAtRandom(growing, written, times, dead, random, seed);
        }
        SealedSegment sealed = sealed(growing);
        for (long key : dead) {
            sealed.delete(LongColumn.of(key), 0, Timestamps.ofMillis(3_000));
        }
        for (int read = 0; read < 40; read++) {
            readAtRandom(sealed, written, times, dead, random, seed);
        }
    }

    private static void readAtRandom(
            Segment segment,
            List<Long> written,
            List<@Nullable Long> times,
            List<Long> dead,
            Random random,
            long seed) {
        long now = 900 + random.nextInt(3_200);
        long ttl = 1 + random.nextInt(100);
        ExpiryRule rule = switch (random.nextInt(5)) {
            case 0 -> ExpiryRule.NEVER;
            case 1, 2 -> ttl(ttl);
            default -> AT_FIELD;
        };
        long at = rule instanceof AfterWrite ? 1_000 + random.nextInt(150) : now;
        List<Long> expected = new ArrayList<>();
        int expired = 0;
        OptionalLong next = OptionalLong.empty();
        for (int key = 0; key < times.size(); key++) {
            OptionalLong expiry = expiry(rule, written.get(key), times.get(key));
            boolean gone = expiry.isPresent() && expiry.getAsLong() <= at;
            if (dead.contains((long) key)) {
                continue;
            }
            if (gone) {
                expired++;
            } else {
                expected.add((long) key);
                if (expiry.isPresent() && (next.isEmpty() || expiry.getAsLong() < next.getAsLong())) {
                    next = expiry;
                }
            }
        }
        String what = "seed=" + seed + ", rule=" + rule + ", at=" + at + ", segment=" + segment;
        assertThat(keys(segment, rule, at)).as(what).isEqualTo(expected);
        assertThat(segment.expiredCount(rule.at(at))).as(what).isEqualTo(expired);
        assertThat(segment.nextExpiryMillis(rule, at)).as(what).isEqualTo(next);
    }

    /** The first millisecond at which the row is gone. */
    private static OptionalLong expiry(ExpiryRule rule, long writtenMillis, @Nullable Long micros) {
        return switch (rule) {
            case ExpiryRule.Never never -> OptionalLong.empty();
            case AfterWrite after -> OptionalLong.of(writtenMillis + after.ttl().toMillis());
            case AtField field -> micros == null ? OptionalLong.empty() : OptionalLong.of(Math.ceilDiv(micros, 1_000L));
        };
    }
}
