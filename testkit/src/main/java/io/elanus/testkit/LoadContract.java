package io.elanus.testkit;

import static io.elanus.testkit.FormUnderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.Query;
import io.elanus.model.CollectionName;
import io.elanus.model.ErrorCode;
import io.elanus.model.IndexDescription;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.LoadState;
import io.elanus.model.Metric;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Indexes, and which rows can be read. */
interface LoadContract extends FormUnderTest {
    @Test
    default void aCollectionIsReadOnceItIsLoaded() {
        Collection films = elanus().createCollection("films", Films.schema());
        assertThat(films.loadState()).isEqualTo(LoadState.NOT_LOADED);
        films.insert(Films.batch(0, 10));
        assertRefused(ErrorCode.INDEX_NOT_FOUND, "index not found", films::load);
        films.createIndex("plot", Metric.L2);
        assertRefused(ErrorCode.COLLECTION_NOT_LOADED, "collection not loaded", films::count);
        assertRefused(ErrorCode.COLLECTION_NOT_LOADED, "collection not loaded", () -> films.search(Films.plot(0), 1));

        films.load();
        assertThat(films.loadState()).isEqualTo(LoadState.LOADED);
        assertThat(films.count()).isEqualTo(10);

        films.release();
        assertThat(films.loadState()).isEqualTo(LoadState.NOT_LOADED);
        assertRefused(ErrorCode.COLLECTION_NOT_LOADED, "collection not loaded", films::count);
        films.insert(Films.batch(10, 20));
        films.load();
        assertThat(films.count()).isEqualTo(20);
    }

    @Test
    default void partitionsAreLoadedOneByOne() {
        Collection films = elanus().createCollection("films", Films.schema());
        films.createIndex("plot", Metric.L2);
        films.createPartition("silent");
        films.insert(Films.batch(0, 10));
        films.insert(Films.batch(10, 13).partition("silent"));

        films.load("silent");

        assertThat(films.loadState("silent")).isEqualTo(LoadState.LOADED);
        assertThat(films.loadState("_default")).isEqualTo(LoadState.NOT_LOADED);
        assertThat(films.count()).isEqualTo(3);
        assertRefused(
                ErrorCode.PARTITION_NOT_LOADED,
                "partition not loaded",
                () -> films.count(Query.all().partitions("_default")));
        films.load();
        assertThat(films.count()).isEqualTo(13);
        films.release("silent");
        assertThat(films.count()).isEqualTo(10);
    }

    @Test
    default void aMissingCollectionHasAState() {
        Collection films = elanus().createCollection("films", Films.schema());
        CollectionName nowhere = new CollectionName(films.describe().name().database(), "nowhere");
        assertThat(database().loadState(nowhere, List.of())).isEqualTo(LoadState.NOT_EXIST);
    }

    static Stream<IndexParams> indexes() {
        return Stream.of(
                new HnswParams(12, 80),
                new IvfParams(IvfParams.Codec.FLAT, 20),
                new IvfParams(IvfParams.Codec.SQ8, 65_536));
    }

    @ParameterizedTest
    @MethodSource("io.elanus.testkit.LoadContract#indexes")
    default void anIndexIsDescribedAsItWasMade(IndexParams params) throws InterruptedException {
        Collection films = elanus().createCollection("films", Films.schema());
        films.insert(Films.batch(0, 2_000));
        films.flush();

        films.createIndex("plot", params, Metric.IP);

        FormUnderTest.await("index", () -> films.indexes().get(0).pendingRows() == 0);
        IndexDescription index = films.indexes().get(0);
        assertThat(index.name()).isEqualTo("plot");
        assertThat(index.fieldName()).isEqualTo("plot");
        assertThat(index.params()).isEqualTo(params);
        assertThat(index.metric()).contains(Metric.IP);
        assertThat(index.totalRows()).isEqualTo(2_000);
        assertThat(index.failure()).isEmpty();
    }

    @Test
    default void aFieldHasOneIndex() {
        Collection films = elanus().createCollection("films", Films.schema());
        assertRefused(ErrorCode.INDEX_NOT_FOUND, "index not found", films::indexes);
        films.createIndex("plot", new HnswParams(12, 80), Metric.IP);
        films.createIndex("plot", new HnswParams(12, 80), Metric.IP);
        assertThat(films.indexes()).hasSize(1);
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "at most one distinct index is allowed per field",
                () -> films.createIndex("plot", new HnswParams(16, 80), Metric.IP));

        films.load();
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "vector index cannot be dropped on loaded collection",
                () -> films.dropIndex("plot"));
        films.release();
        films.dropIndex("plot");
        films.dropIndex("plot");
        films.createIndex("plot", new HnswParams(16, 80), Metric.L2);
        assertThat(films.indexes()).extracting(IndexDescription::metric).containsExactly(Optional.of(Metric.L2));
    }

    @Test
    default void anIndexIsReplacedByOneOfAnotherFamily() throws InterruptedException {
        Collection films = Films.create(elanus(), new HnswParams(12, 80), Metric.L2);
        films.insert(Films.batch(0, 2_000));
        films.flush();
        FormUnderTest.await("graph", () -> films.indexes().get(0).pendingRows() == 0);
        for (IndexParams params : List.of(new IvfParams(IvfParams.Codec.SQ8, 16), new HnswParams(12, 80))) {
            films.release();
            films.dropIndex("plot");
            films.createIndex("plot", params, Metric.L2);
            films.load();
            FormUnderTest.await("index", () -> films.indexes().get(0).pendingRows() == 0);

            assertThat(films.search(Films.plot(700), 1))
                    .singleElement()
                    .satisfies(hit -> assertThat(hit.id()).isEqualTo(700));
        }
    }

    @Test
    default void scalarFieldsMayHaveAnIndex() {
        Collection films = elanus().createCollection("films", Films.schema());
        films.createIndex("year");
        assertThat(films.indexes()).singleElement().satisfies(index -> {
            assertThat(index.fieldName()).isEqualTo("year");
            assertThat(index.params().indexType()).isEqualTo("AUTOINDEX");
            assertThat(index.metric()).isEmpty();
        });
        assertRefused(ErrorCode.INVALID_PARAMETER, "there is no vector index on field: [plot]", films::load);
    }

    @Test
    default void smallSegmentsNeedNoIndex() throws InterruptedException {
        Collection films = Films.create(elanus(), new HnswParams(12, 80), Metric.L2);
        films.insert(Films.batch(0, 10));
        films.flush();
        FormUnderTest.await("nothing pending", () -> films.indexes().get(0).pendingRows() == 0);
    }
}
