package io.elanus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Compaction;
import io.elanus.Compaction.State;
import io.elanus.Delete;
import io.elanus.Field;
import io.elanus.Hit;
import io.elanus.Query;
import io.elanus.Row;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.Metric;
import io.elanus.model.SegmentDescription;
import io.elanus.model.SegmentDescription.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many small segments become few large ones, and nobody sees a difference but in space. */
interface CompactionContract extends FormUnderTest {
    private static Compaction compactFully(Collection films) throws InterruptedException, TimeoutException {
        Compaction compaction = films.compact();
        assertThat(compaction.await(PATIENCE))
                .as("plans %s", compaction.plans())
                .isEqualTo(State.SUCCEEDED);
        return compaction;
    }

    private static List<Long> segmentIds(Collection films) {
        return films.segments().stream().map(SegmentDescription::id).toList();
    }

    @Test
    default void smallSegmentsBecomeOne() throws Exception {
        Collection films =
                elanus().createCollection("films", Field.int64("film_id").primaryKey(), Field.vector("films", 2));
        for (int flush = 0; flush < 5; flush++) {
            long[] ids = LongStream.range(flush * 200L, flush * 200L + 200).toArray();
            float[][] vectors = new float[200][];
            for (int i = 0; i < 200; i++) {
                vectors[i] = new float[] {ids[i], -ids[i]};
            }
            films.insert(Batch.of().longs("film_id", ids).vectors("films", vectors));
            films.flush();
        }
        films.delete(Delete.ids(LongStream.range(0, 100).map(i -> i * 10).toArray()));
        films.flush();
        List<Long> sources = segmentIds(films);
        assertThat(sources).hasSize(5);

        Compaction compaction = compactFully(films);

        assertThat(compaction.plans()).singleElement().satisfies(plan -> {
            assertThat(plan.state()).isEqualTo(PlanState.COMPLETED);
            assertThat(plan.sourceIds()).containsExactlyInAnyOrderElementsOf(sources);
            assertThat(segmentIds(films)).containsExactlyElementsOf(plan.targetIds());
        });
        assertThat(films.rowCount()).isEqualTo(900);
    }

    @Test
    default void plansTellWhatTheyBrought() throws Exception {
        needs(Capability.PLAN_FIGURES);
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 500));
        films.flush();
        films.insert(Films.batch(500, 1_000));
        films.flush();
        films.delete(Delete.where("film_id % 2 == 0"));

        PlanStatus plan = compactFully(films).plans().get(0);

        assertThat(plan.figures().rowsIn()).isEqualTo(1_000);
        assertThat(plan.figures().rowsDropped()).isEqualTo(500);
        assertThat(plan.figures().bytesRead()).isPositive();
        assertThat(plan.figures().bytesWritten())
                .isPositive()
                .isLessThan(plan.figures().bytesRead());
        assertThat(films.segments())
                .extracting(SegmentDescription::byteSize)
                .containsExactly(plan.figures().bytesWritten());
    }

    @Test
    default void deletesAreAttachedWithoutRewritingARow() throws Exception {
        needs(Capability.PLAN_FIGURES);
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 500));
        films.flush();
        films.delete(Delete.where("film_id % 10 == 0"));
        films.flush();
        List<List<String>> before = answers(films);
        List<Long> segments = segmentIds(films);
        List<Long> waiting = waiting(films);
        assertThat(waiting).isNotEmpty();

        Compaction compaction = films.compact(new CompactionRequest.LevelZero());

        assertThat(compaction.await(PATIENCE))
                .as("plans %s", compaction.plans())
                .isEqualTo(State.SUCCEEDED);
        assertThat(compaction.plans().stream().flatMap(plan -> plan.sourceIds().stream()))
                .containsExactlyInAnyOrderElementsOf(waiting);
        assertThat(waiting(films)).isEmpty();
        assertThat(segmentIds(films)).isEqualTo(segments);
        assertThat(films.rowCount()).isEqualTo(500);
        assertThat(answers(films)).isEqualTo(before);

        compactFully(films);
        assertThat(films.rowCount()).isEqualTo(450);
        assertThat(answers(films)).isEqualTo(before);
    }

    /** The deletes that are not attached yet, as clients see them. */
    private List<Long> waiting(Collection films) {
        return database().persistentSegments(films.describe().name()).stream()
                .filter(segment -> segment.level() == Level.L0)
                .map(SegmentDescription::id)
                .toList();
    }

    @Test
    default void aForcedMergeNamesEverySegmentEvenIfNothingIsLeftToMerge() throws Exception {
        needs(Capability.PLAN_FIGURES);
        Collection films = Films.create(elanus());
        for (int flush = 0; flush < 3; flush++) {
            films.insert(Films.batch(flush * 100, flush * 100 + 100));
            films.flush();
        }
        List<List<String>> before = answers(films);
        CompactionRequest.ForceMerge asLargeAsPossible = new CompactionRequest.ForceMerge(Long.MAX_VALUE);

        Compaction merge = films.compact(asLargeAsPossible);
        assertThat(merge.await(PATIENCE)).as("plans %s", merge.plans()).isEqualTo(State.SUCCEEDED);
        List<Long> merged = segmentIds(films);
        assertThat(merge.plans())
                .singleElement()
                .satisfies(plan -> assertThat(plan.sourceIds()).hasSize(3));
        assertThat(merged).hasSize(1);

        Compaction again = films.compact(asLargeAsPossible);
        assertThat(again.await(PATIENCE)).isEqualTo(State.SUCCEEDED);
        assertThat(again.id()).isPositive();
        assertThat(again.plans())
                .singleElement()
                .satisfies(plan -> assertThat(plan.sourceIds()).isEqualTo(merged));
        assertThat(segmentIds(films)).isEqualTo(merged);
        assertThat(answers(films)).isEqualTo(before);
    }

    static Stream<IndexParams> indexes() {
        // Of so few lists, all are looked into.
        return Stream.of(new HnswParams(16, 100), new IvfParams(IvfParams.Codec.SQ8, 8));
    }

    @ParameterizedTest
    @MethodSource("io.elanus.testkit.CompactionContract#indexes")
    default void answersAreTheSameBeforeAndAfter(IndexParams index) throws Exception {
        Collection films = Films.create(elanus(), index, Metric.COSINE);
        for (int flush = 0; flush < 4; flush++) {
            films.insert(Films.batch(flush * 400, flush * 400 + 400));
            films.flush();
        }
        films.upsert(Films.batch(300, 500));
        films.delete(Delete.where("year < 1920"));
        List<List<String>> before = answers(films);

        compactFully(films);

        assertThat(answers(films)).isEqualTo(before);
        films.flush();
        assertThat(answers(films)).isEqualTo(before);
        compactFully(films);
        assertThat(answers(films)).isEqualTo(before);
    }

    private static List<List<String>> answers(Collection films) {
        List<List<String>> answers = new ArrayList<>();
        answers.add(films.query(Query.all().limit(10_000).output("title", "year")).stream()
                .map(Row::toString)
                .toList());
        for (long query = -10; query < 0; query++) {
            answers.add(films.search(Films.plot(query), 10).stream()
                    .map(Hit::id)
                    .map(String::valueOf)
                    .toList());
        }
        answers.add(List.of(Long.toString(films.count())));
        return answers;
    }

    @Test
    default void aCompactionOfNothingHasNoPlans() throws Exception {
        Collection films = Films.create(elanus());
        Compaction empty = films.compact();
        assertThat(empty.await(PATIENCE)).isEqualTo(State.SUCCEEDED);
        assertThat(empty.plans()).isEmpty();

        films.insert(Films.batch(0, 10));
        films.flush();
        Compaction single = films.compact();
        assertThat(single.await(PATIENCE)).isEqualTo(State.SUCCEEDED);
        assertThat(films.count()).isEqualTo(10);
    }

    @Test
    default void aJobThatWasNeverIssuedIsOver() {
        CompactionStatus status = database().compaction(987_654_321);
        assertThat(status.completed()).isTrue();
        assertThat(status.plans()).isEmpty();
    }

    @Test
    default void segmentsWithoutALivingRowGoAway() throws Exception {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 100));
        films.flush();
        films.insert(Films.batch(100, 200));
        films.flush();
        films.delete(Delete.where("film_id >= 0"));
        films.flush();

        compactFully(films);

        assertThat(films.rowCount()).isZero();
        assertThat(films.segments()).isEmpty();
        assertThat(films.count()).isZero();
    }

    @Test
    default void partitionsStayApart() throws Exception {
        Collection films = Films.create(elanus());
        films.createPartition("silent");
        for (int flush = 0; flush < 2; flush++) {
            films.insert(Films.batch(flush * 10, flush * 10 + 10));
            films.insert(Films.batch(100 + flush * 10, 110 + flush * 10).partition("silent"));
            films.flush();
        }
        assertThat(films.segments()).hasSize(4);

        assertThat(compactFully(films).plans()).hasSize(2);

        assertThat(films.segments()).hasSize(2);
        assertThat(films.count(Query.all().partitions("silent"))).isEqualTo(20);
        assertThat(films.count(Query.all().partitions("_default"))).isEqualTo(20);
    }

    @Test
    default void writesMeanwhileAreNotLost() throws Exception {
        long seed = 20260101;
        Random random = new Random(seed);
        Collection films = Films.create(elanus());
        TreeSet<Long> alive = new TreeSet<>();
        for (int round = 0; round < 8; round++) {
            int from = round * 300;
            films.insert(Films.batch(from, from + 300));
            LongStream.range(from, from + 300).forEach(alive::add);
            films.flush();
            Compaction compaction = films.compact();
            while (compaction.state() == State.RUNNING) {
                long[] dead = random.longs(5, 0, from + 300).toArray();
                films.delete(Delete.ids(dead));
                LongStream.of(dead).forEach(alive::remove);
                assertThat(films.count()).as("seed %s, round %s", seed, round).isEqualTo(alive.size());
            }
            assertThat(compaction.state()).isEqualTo(State.SUCCEEDED);
            assertThat(films.query(Query.all().limit(10_000).output("film_id")))
                    .as("seed %s, round %s", seed, round)
                    .extracting(row -> row.number("film_id"))
                    .containsExactlyElementsOf(alive);
        }
    }
}
