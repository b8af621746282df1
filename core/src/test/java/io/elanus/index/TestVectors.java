package io.elanus.index;

import io.elanus.model.Metric;
import io.elanus.model.RowSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Rows and queries drawn by a seed, and the truth about them in double precision. */
final class TestVectors {
    private TestVectors() {}

    static VectorRows rows(List<float[]> vectors, int dim) {
        MemorySegment values = Arena.ofAuto().allocate(Math.max(1, 4L * vectors.size() * dim), 4);
        for (int row = 0; row < vectors.size(); row++) {
            for (int i = 0; i < dim; i++) {
                values.set(IndexFrame.FLOAT, 4L * ((long) row * dim + i), vectors.get(row)[i]);
            }
        }
        return new VectorRows(values, vectors.size(), dim);
    }

    static float[] gaussian(Random random, int dim) {
        float[] vector = new float[dim];
        for (int i = 0; i < dim; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    static List<float[]> gaussians(Random random, int count, int dim) {
        return IntStream.range(0, count).mapToObj(i -> gaussian(random, dim)).toList();
    }

    /** Vectors around {@code clusterCount} centers, one center after the other, as a sort by a key may leave them. */
    static List<float[]> clustered(Random random, int count, int dim, int clusterCount) {
        List<float[]> centers = gaussians(random, clusterCount, dim);
        return IntStream.range(0, count)
                .mapToObj(i -> near(random, centers.get((int) ((long) i * clusterCount / count)), 0.3f))
                .toList();
    }

    /** Vectors so close around {@code heapCount} centers that a coarse copy of them would show the center alone. */
    static List<float[]> heaps(Random random, int count, int dim, int heapCount) {
        List<float[]> centers = gaussians(random, heapCount, dim);
        return IntStream.range(0, count)
                .mapToObj(i -> near(random, centers.get(i % heapCount), 1e-3f))
                .toList();
    }

    static float[] near(Random random, float[] center, float deviation) {
        float[] vector = center.clone();
        for (int i = 0; i < vector.length; i++) {
            vector[i] += deviation * (float) random.nextGaussian();
        }
        return vector;
    }

    static float[] row(VectorRows rows, int row) {
        float[] vector = new float[rows.dim()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = rows.values().get(IndexFrame.FLOAT, row * rows.rowBytes() + 4L * i);
        }
        return vector;
    }

    /** Each row with a probability. */
    static RowSet someRows(Random random, int rowCount, double share) {
        RowSet rows = RowSet.none(rowCount);
        for (int row = 0; row < rowCount; row++) {
            if (random.nextDouble() < share) {
                rows.add(row);
            }
        }
        return rows;
    }

    static double distance(Metric metric, float[] a, float[] b) {
        double l2 = 0;
        double dot = 0;
        double normA = 0;
        double normB = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            l2 += difference * difference;
            dot += (double) a[i] * b[i];
            normA += (double) a[i] * a[i];
            normB += (double) b[i] * b[i];
        }
        return switch (metric) {
            case L2 -> l2;
            case IP -> -dot;
            case COSINE -> normA == 0 || normB == 0 ? 0 : -dot / Math.sqrt(normA * normB);
            case HAMMING,
                    JACCARD,
                    SUBSTRUCTURE,
                    SUPERSTRUCTURE,
                    MAX_SIM,
                    MAX_SIM_COSINE,
                    MAX_SIM_IP,
                    MAX_SIM_L2,
                    MAX_SIM_HAMMING,
                    MAX_SIM_JACCARD -> throw RowScorer.notOfNumbers(metric);
        };
    }

    /** The true distances of the allowed rows from {@code from} to below {@code below}, ascending, at most k. */
    static double[] truth(VectorRows rows, Metric metric, VectorQuery query) {
        return IntStream.range(0, rows.rowCount())
                .filter(query.allowed().rows()::contains)
                .mapToDouble(row -> distance(metric, query.numbers(), row(rows, row)))
                .filter(distance -> query.range().contains((float) distance))
                .sorted()
                .limit(query.k())
                .toArray();
    }

    /** The share of the true ten nearest that an index finds with a beam of a hundred; equally near rows will do. */
    static double recall(
            VectorIndex index, VectorRows rows, Metric metric, List<float[]> queries, AllowedRows allowed) {
        NearestRows truth = new NearestRows();
        NearestRows found = new NearestRows();
        ExactScan scan = new ExactScan(rows, metric);
        int hits = 0;
        for (float[] vector : queries) {
            VectorQuery query = new VectorQuery(vector, 10, SearchEffort.ofBeam(100), allowed, DistanceRange.ANY);
            scan.search(query, truth);
            index.search(query, found);
            float farthest = truth.distance(9);
            // Sums of the same values in another order differ in their last bits.
            float tolerance = 1e-5f * Math.abs(farthest);
            hits += (int) IntStream.range(0, 10)
                    .filter(rank -> found.distance(rank) <= farthest + tolerance)
                    .count();
        }
        return hits / (10.0 * queries.size());
    }

    /** The rows that a walk on level 0 can come to. */
    static Set<Integer> reachedRows(HnswGraph graph) {
        Set<Integer> reached = new HashSet<>();
        List<Integer> ahead = new ArrayList<>(List.of(graph.top().row(graph.entry())));
        int[] links = new int[graph.ground().width()];
        while (!ahead.isEmpty()) {
            int row = ahead.removeLast();
            if (reached.add(row)) {
                int count = graph.ground().links(row, links);
                IntStream.of(links).limit(count).forEach(ahead::add);
            }
        }
        return reached;
    }
}
