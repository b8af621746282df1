// The compaction page of Milvus's manual, in one Java program and without a server.
//
//     java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
//         -cp "server/target/lib/*" examples/java/SeedPage.java
//
// The class path holds elanus-core.jar and the libraries beside it; the Vector API is optional and makes it quick.

import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Compaction;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Hit;
import io.elanus.model.Metric;

void main(String... args) throws Exception {
    Path folder = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("seed-page");
    try (Elanus elanus = Elanus.open(folder)) {
        Collection films =
                elanus.createCollection("films", Field.int64("film_id").primaryKey(), Field.vector("films", 2));
        films.createIndex("films", Metric.L2);
        films.load();

        for (int flush = 0; flush < 5; flush++) {
            films.insert(thousand(flush * 1000));
            films.flush();
        }
        films.delete(Delete.where("film_id % 10 == 0"));
        IO.println("before: " + films.count() + " films, " + films.rowCount() + " rows, "
                + films.segments().size() + " segments");

        Compaction compaction = films.compact();
        Compaction.State state = compaction.await(Duration.ofMinutes(1));
        IO.println("compaction " + compaction.id() + ": " + state);
        compaction.plans().forEach(plan -> IO.println("  " + plan.sourceIds() + " -> "
                + plan.targetIds() + ", dropped " + plan.figures().rowsDropped() + " rows"));

        IO.println("after: " + films.count() + " films, " + films.rowCount() + " rows, "
                + films.segments().size() + " segments");
        for (Hit hit : films.search(new float[] {0.5f, 0.5f}, 3)) {
            IO.println("near (0.5, 0.5): film " + hit.id() + ", distance " + hit.score());
        }
    }
}

/** Films {@code first} to {@code first + 999}, each somewhere in the unit square. */
Batch thousand(int first) {
    long[] ids = LongStream.range(first, first + 1000).toArray();
    Random random = new Random(first);
    float[][] places = new float[1000][];
    Arrays.setAll(places, _ -> new float[] {random.nextFloat(), random.nextFloat()});
    return Batch.of().longs("film_id", ids).vectors("films", places);
}
