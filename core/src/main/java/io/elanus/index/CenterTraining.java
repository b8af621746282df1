package io.elanus.index;

import static io.elanus.index.IndexFrame.FLOAT;

import io.elanus.model.Metric;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Finds centers around which rows gather: k-means over a sample of the rows, from randomly chosen rows on. For metrics
 * of directions all is done on rows of length 1. Source: Lloyd 1982; spherical form: Dhillon and Modha 2001.
 *
 * <p>The result does not depend on the number of threads: each list's mean is one thread's, over ascending rows.
 */
final class CenterTraining {
    /** More than a few dozen rows a list move its center no more. */
    private static final int SAMPLE_ROWS_PER_LIST = 64;

    private static final int SAMPLE_ROWS_MAX = 1 << 18;

    /** The centers hardly move any more, and search forgives much. */
    private static final int ROUNDS_MAX = 10;

    /** Rows that a thread assigns at a time. */
    private static final int BLOCK_ROWS = 16;

    private final VectorRows rows;
    private final Metric metric;
    private final VectorRows centers;
    private final BuildRun run;
    private final int sampleRows;

    private CenterTraining(VectorRows rows, Metric metric, VectorRows centers, BuildRun run) {
        this.rows = rows;
        this.metric = metric;
        this.centers = centers;
        this.run = run;
        long wanted = Math.min((long) SAMPLE_ROWS_PER_LIST * centers.rowCount(), SAMPLE_ROWS_MAX);
        this.sampleRows = (int) Math.min(Math.max(wanted, centers.rowCount()), rows.rowCount());
    }

    /**
     * @param centers as many as wanted, at most as many as rows; overwritten
     * @throws java.util.concurrent.CancellationException if the run's monitor said so
     */
    static void train(VectorRows rows, Metric metric, VectorRows centers, BuildRun run) {
        new CenterTraining(rows, metric, centers, run).train();
    }

    /** Reads rows as they are clustered. */
    static RowScorer reader(VectorRows rows, Metric metric) {
        return new RowScorer(rows, ListFinder.isOfDirections(metric) ? Metric.COSINE : Metric.L2, null);
    }

    private void train() {
        seed();
        int[] listOf = new int[sampleRows];
        for (int round = 0; round < ROUNDS_MAX; round++) {
            int[] before = listOf.clone();
            float[] distances = assign(listOf);
            if (round > 0 && Arrays.equals(before, listOf)) {
                break;
            }
            RowLists lists = RowLists.of(listOf, centers.rowCount());
            WorkShare.forEach(centers.rowCount(), run, () -> mover(lists));
            fillEmpty(lists, distances);
        }
    }

    /** The row at a place of the sample. */
    private int sampled(int place) {
        return (int) ((long) place * rows.rowCount() / sampleRows);
    }

    /** Makes centers of different places of the sample, chosen at random. */
    private void seed() {
        SplittableRandom random = new SplittableRandom(run.seed());
        RowScorer reader = reader(rows, metric);
        int[] places = new int[sampleRows];
        for (int i = 0; i < sampleRows; i++) {
            places[i] = i;
        }
        for (int list = 0; list < centers.rowCount(); list++) {
            int chosen = random.nextInt(list, sampleRows);
            int place = places[chosen];
            places[chosen] = places[list];
            reader.aim(sampled(place));
            write(list, reader.query());
        }
    }

    /** Answers how far each place of the sample lies from its center. */
    private float[] assign(int[] listOf) {
        float[] distances = new float[sampleRows];
        WorkShare.forEach(Math.ceilDiv(sampleRows, BLOCK_ROWS), run, () -> {
            RowScorer reader = reader(rows, metric);
            ListFinder finder = new ListFinder(centers, metric);
            return block -> {
                int end = Math.min((block + 1) * BLOCK_ROWS, sampleRows);
                for (int place = block * BLOCK_ROWS; place < end; place++) {
                    reader.aim(sampled(place));
                    listOf[place] = finder.nearest(reader.query());
                    distances[place] = finder.distance(listOf[place]);
                }
            };
        });
        return distances;
    }

    /** Moves a center to the mean of its rows, for directions to the direction of that. */
    private IntConsumer mover(RowLists lists) {
        RowScorer reader = reader(rows, metric);
        double[] sum = new double[rows.dim()];
        float[] center = new float[rows.dim()];
        return list -> {
            Arrays.fill(sum, 0);
            for (int i = lists.starts()[list]; i < lists.starts()[list + 1]; i++) {
                reader.aim(sampled(lists.rows()[i]));
                add(reader.query(), sum);
            }
            double divisor =
                    ListFinder.isOfDirections(metric) ? norm(sum) : lists.starts()[list + 1] - lists.starts()[list];
            // A list without rows, or of rows of zeros: the center stays.
            if (divisor > 0) {
                for (int d = 0; d < center.length; d++) {
                    center[d] = (float) (sum[d] / divisor);
                }
                write(list, center);
            }
        };
    }

    private static void add(float[] vector, double[] sum) {
        for (int d = 0; d < sum.length; d++) {
            sum[d] += vector[d];
        }
    }

    private static double norm(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    /** Makes centers without rows of the rows farthest from their own. */
    private void fillEmpty(RowLists lists, float[] distances) {
        int[] empty =
                IntStream.range(0, lists.listCount()).filter(lists::isEmpty).toArray();
        if (empty.length == 0) {
            return;
        }
        NearestRows farthest = new NearestRows();
        farthest.reset(empty.length);
        for (int place = 0; place < sampleRows; place++) {
            farthest.offer(place, -distances[place]);
        }
        farthest.sort();
        RowScorer reader = reader(rows, metric);
        for (int i = 0; i < Math.min(empty.length, farthest.size()); i++) {
            reader.aim(sampled(farthest.row(i)));
            write(empty[i], reader.query());
        }
    }

    private void write(int list, float[] center) {
        for (int d = 0; d < center.length; d++) {
            centers.values().set(FLOAT, list * centers.rowBytes() + 4L * d, center[d]);
        }
    }
}
