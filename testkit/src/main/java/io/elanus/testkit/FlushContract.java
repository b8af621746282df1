package io.elanus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.model.CollectionName;
import io.elanus.model.FlushResult;
import io.elanus.model.SegmentDescription;
import io.elanus.model.SegmentDescription.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From memory to files. */
interface FlushContract extends FormUnderTest {
    @Test
    default void aFlushPutsRowsIntoASegment() {
        Collection films = Films.create(elanus());
        CollectionName name = films.describe().name();
        films.insert(Films.batch(0, 100));
        assertThat(films.segments()).isEmpty();

        FlushResult result = database().flush(name);

        assertThat(result.segmentIds()).hasSize(1);
        assertThat(database().flushed(result.segmentIds())).isTrue();
        assertThat(films.segments()).singleElement().satisfies(segment -> {
            assertThat(segment.id()).isEqualTo(result.segmentIds().get(0));
            assertThat(segment.rowCount()).isEqualTo(100);
            assertThat(segment.state()).isEqualTo(State.FLUSHED);
            assertThat(segment.collectionId()).isEqualTo(films.describe().id());
        });
        assertThat(films.count()).isEqualTo(100);
    }

    @Test
    default void aFlushWithoutRowsMakesNothing() {
        Collection films = Films.create(elanus());
        films.flush();
        films.insert(Films.batch(0, 10));
        films.flush();
        films.flush();
        assertThat(films.segments()).hasSize(1);
    }

    @Test
    default void rowsAreCountedWithTheDeadOnesThatTakeSpace() {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 100));
        films.flush();
        films.delete(Delete.ids(1, 2, 3));
        films.flush();
        assertThat(films.rowCount()).isEqualTo(100);
        assertThat(films.count()).isEqualTo(97);
    }

    @Test
    default void aLoadedCollectionShowsWhatSearchesRead() {
        Collection films = Films.create(elanus());
        films.insert(Films.batch(0, 100));
        films.flush();
        films.insert(Films.batch(100, 130));
        List<SegmentDescription> loaded =
                database().loadedSegments(films.describe().name());
        assertThat(loaded).extracting(SegmentDescription::rowCount).containsExactlyInAnyOrder(100L, 30L);
    }

    @Test
    default void everyCollectionOfADatabaseIsFlushed() {
        Collection films = Films.create(elanus());
        Collection series = elanus().createCollection("series", Films.schema());
        films.insert(Films.batch(0, 10));
        series.insert(Films.batch(0, 20));
        database().flushAll(films.describe().name().database());
        assertThat(films.segments()).extracting(SegmentDescription::rowCount).containsExactly(10L);
        assertThat(series.segments()).extracting(SegmentDescription::rowCount).containsExactly(20L);
    }

    @Test
    default void rowsOfAllShardsAreInFiles() {
        Collection films = elanus().createCollection("films", Films.schema().shards(3));
        films.insert(Films.batch(0, 300));
        films.flush();
        assertThat(films.segments())
                .hasSize(3)
                .extracting(SegmentDescription::rowCount)
                .satisfies(counts -> assertThat(
                                counts.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(300));
    }
}
