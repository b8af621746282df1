package io.elanus.testkit;

import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.Schema;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/** A collection whose rows follow from their ids, so that every answer about them can be worked out. */
final class Films {
    static final String NAME = "films";
    static final int DIM = 8;

    private Films() {}

    static Schema schema() {
        return Schema.of(
                        Field.int64("film_id").primaryKey(),
                        Field.text("title", 100),
                        Field.int32("year"),
                        Field.vector("plot", DIM))
                .consistency(ConsistencyLevel.STRONG);
    }

    /** Ready for rows and reads. */
    static Collection create(Elanus elanus) {
        return create(elanus, new FlatParams(), Metric.L2);
    }

    static Collection create(Elanus elanus, IndexParams index, Metric metric) {
        Collection films = elanus.createCollection(NAME, schema());
        films.createIndex("plot", index, metric);
        films.load();
        return films;
    }

    /** Ids {@code from} to {@code to} - 1. */
    static Batch batch(int from, int to) {
        long[] ids = LongStream.range(from, to).toArray();
        return Batch.of()
                .longs("film_id", ids)
                .texts("title", LongStream.of(ids).mapToObj(Films::title).toArray(String[]::new))
                .ints("year", LongStream.of(ids).mapToInt(Films::year).toArray())
                .vectors("plot", LongStream.of(ids).mapToObj(Films::plot).toArray(float[][]::new));
    }

    static String title(long id) {
        return "film " + id;
    }

    static int year(long id) {
        return (int) (1900 + id % 100);
    }

    static float[] plot(long id) {
        Random random = new Random(id);
        float[] plot = new float[DIM];
        for (int i = 0; i < DIM; i++) {
            plot[i] = (float) random.nextGaussian();
        }
        return plot;
    }

    /** The score that a client sees. */
    static double score(Metric metric, float[] left, float[] right) {
        double dot = 0;
        double square = 0;
        double leftSquare = 0;
        double rightSquare = 0;
        for (int i = 0; i < left.length; i++) {
            dot += (double) left[i] * right[i];
            square += ((double) left[i] - right[i]) * ((double) left[i] - right[i]);
            leftSquare += (double) left[i] * left[i];
            rightSquare += (double) right[i] * right[i];
        }
        return switch (metric) {
            case L2 -> square;
            case IP -> dot;
            case COSINE -> dot / Math.sqrt(leftSquare * rightSquare);
            case HAMMING,
                    JACCARD,
                    SUBSTRUCTURE,
                    SUPERSTRUCTURE,
                    MAX_SIM,
                    MAX_SIM_COSINE,
                    MAX_SIM_IP,
                    MAX_SIM_L2,
                    MAX_SIM_HAMMING,
                    MAX_SIM_JACCARD ->
                throw new IllegalArgumentException("films have neither bits nor lists of vectors: metric=" + metric);
        };
    }

    /** The ids that an exact search finds, nearest first. */
    static List<Long> nearest(Metric metric, float[] query, int limit, long end, LongPredicate matching) {
        Comparator<Long> byScore = Comparator.comparingDouble(id -> score(metric, query, plot(id)));
        return LongStream.range(0, end)
                .filter(matching)
                .boxed()
                .sorted(metric.largerIsNearer() ? byScore.reversed() : byScore)
                .limit(limit)
                .toList();
    }
}
