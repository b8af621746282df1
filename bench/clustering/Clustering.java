import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Query;
import io.elanus.Schema;
import io.elanus.Search;
import io.elanus.database.DatabaseSettings;
import io.elanus.durable.SyncPolicy;
import io.elanus.engine.EngineSettings;
import io.elanus.model.CompactionRequest;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import io.elanus.model.ReadStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * 200,000 rows with a clustering key of 10,000 values, in about 20 segments. Reads with a filter on 1 % and on 5 % of the
 * values are timed before and after a clustering compaction, and what they skip is counted.
 */
final class Clustering {
    private static final int ROWS = 200_000;
    private static final int INSERT_ROWS = 10_000;
    private static final int VALUES = 10_000;
    private static final int DIM = 64;
    private static final int WARM_UPS = 100;
    private static final int READS = 300;
    private static final long SEED = 1;

    private final Random random = new Random(SEED);
    private final Elanus elanus;
    private final Collection events;

    private Clustering(Elanus elanus) {
        this.elanus = elanus;
        this.events = elanus.createCollection(
                "events",
                Schema.of(
                                Field.int64("id").primaryKey(),
                                Field.int32("day").clusteringKey(),
                                Field.vector("vector", DIM))
                        .consistency(ConsistencyLevel.EVENTUALLY));
        events.createIndex("vector", new FlatParams(), Metric.L2);
        events.load();
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("elanus-clustering-");
        // A clustered segment is to hold about 10,000 rows of 4 + 8 + 8 + 4 * DIM bytes: 0.8 of the size given here.
        EngineSettings settings = new EngineSettings(
                1L << 30, Duration.ofHours(1), 1L << 30, (long) (INSERT_ROWS * (20 + 4L * DIM) / 0.8), 1_024, 100);
        try (Elanus elanus = Elanus.open(folder, new DatabaseSettings(SyncPolicy.OS, settings))) {
            new Clustering(elanus).run();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((left, right) -> right.compareTo(left)).toList()) {
                Files.delete(file);
            }
        }
    }

    private void run() throws Exception {
        for (int from = 0; from < ROWS; from += INSERT_ROWS) {
            insert(from);
            events.flush();
        }
        double[] before = measureAll("before");
        long begun = System.nanoTime();
        events.compact(new CompactionRequest.Clustering()).await(Duration.ofMinutes(10));
        System.out.printf("clustered %,d rows in %.1f s%n", ROWS, (System.nanoTime() - begun) / 1e9);
        double[] after = measureAll("after");
        System.out.println("times as fast: " + IntStream.range(0, before.length)
                .mapToObj(i -> "%.1f".formatted(before[i] / after[i]))
                .toList());
    }

    private void insert(int from) {
        float[][] vectors = new float[INSERT_ROWS][DIM];
        for (float[] vector : vectors) {
            for (int i = 0; i < DIM; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
        events.insert(Batch.of()
                .longs("id", IntStream.range(from, from + INSERT_ROWS).asLongStream().toArray())
                .ints("day", random.ints(INSERT_ROWS, 0, VALUES).toArray())
                .vectors("vector", vectors));
    }

    private double[] measureAll(String when) {
        System.out.println(when + ": segments=" + events.segments().size());
        float[] vector = new float[DIM];
        return new double[] {
            measure("count,  1 % of the values", from -> events.count(Query.where(filter(from, 1)))),
            measure("count,  5 % of the values", from -> events.count(Query.where(filter(from, 5)))),
            measure("query,  1 % of the values", from -> events.query(
                    Query.where(filter(from, 1)).output("day").limit(100))),
            measure("search, 1 % of the values", from -> events.search(
                    Search.near(vector).filter(filter(from, 1)).limit(10))),
            measure("search, 5 % of the values", from -> events.search(
                    Search.near(vector).filter(filter(from, 5)).limit(10))),
        };
    }

    private static String filter(int from, int percent) {
        return from + " <= day < " + (from + VALUES * percent / 100);
    }

    /** Answers the median in microseconds. */
    private double measure(String what, IntFunction<Object> read) {
        Random places = new Random(SEED);
        for (int i = 0; i < WARM_UPS; i++) {
            read.apply(places.nextInt(VALUES * 95 / 100));
        }
        ReadStatistics earlier = elanus.readStatistics();
        double[] micros = new double[READS];
        for (int i = 0; i < READS; i++) {
            int from = places.nextInt(VALUES * 95 / 100);
            long begun = System.nanoTime();
            read.apply(from);
            micros[i] = (System.nanoTime() - begun) / 1e3;
        }
        ReadStatistics statistics = elanus.readStatistics().minus(earlier);
        Arrays.sort(micros);
        double segments = statistics.segmentsVisited() + statistics.segmentsSkipped();
        System.out.printf(
                "  %s: median %,8.0f us, segments skipped %5.1f %%, rows skipped %5.1f %%%n",
                what, micros[READS / 2], 100 * statistics.segmentsSkipped() / segments,
                100 * statistics.rowsSkippedShare());
        return micros[READS / 2];
    }
}
