package io.elanus.bench.compaction;

import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * The rows of a bench: {@code id} INT64, {@code bucket} INT32 from 0 to 99, {@code price} DOUBLE and {@code vec}
 * FLOAT_VECTOR. Made from a seed, so that they are the same in every run.
 */
final class Rows {
    static final int DIM = 128;
    static final int BUCKETS = 100;
    static final long BYTES_PER_ROW = 4L * DIM + Long.BYTES + Integer.BYTES + Double.BYTES;

    /** A prime, so that its multiples meet every key once. */
    private static final long STRIDE = 1_000_003;

    private static final int BATCH = 10_000;

    /** The dimensions in which vectors really lie; the rest is noise. Fully random ones have no near neighbors to find. */
    private static final int LATENT_DIM = 24;

    private static final float NOISE = 0.2f;
    private static final int QUERY_SEED = -1;

    private final int count;
    private final long seed;
    private final KeyOrder order;
    private final float[][] axes;

    /** How keys follow each other as rows come. */
    enum KeyOrder {
        ASCENDING,
        /** Every segment spans all keys, so that merging changes the source from row to row. */
        SCATTERED
    }

    /** @param count how many there are, no multiple of {@link #STRIDE} */
    Rows(int count, long seed, KeyOrder order) {
        this.count = count;
        this.seed = seed;
        this.order = order;
        this.axes = axes(seed);
    }

    private static float[][] axes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] axes = new float[LATENT_DIM][DIM];
        for (float[] axis : axes) {
            for (int i = 0; i < DIM; i++) {
                axis[i] = (float) random.nextGaussian() / LATENT_DIM;
            }
        }
        return axes;
    }

    int count() {
        return count;
    }

    /** The bytes of their values. */
    long byteSize() {
        return count * BYTES_PER_ROW;
    }

    static Collection collection(Elanus elanus, String name) {
        return elanus.createCollection(
                name,
                Field.int64("id").primaryKey(),
                Field.int32("bucket"),
                Field.float64("price"),
                Field.vector("vec", DIM));
    }

    /** Inserts all rows; after each of equal portions, {@code flush} runs. */
    void insert(Collection collection, int portions, Runnable flush) {
        for (int portion = 0; portion < portions; portion++) {
            int end = (int) ((long) count * (portion + 1) / portions);
            for (int first = (int) ((long) count * portion / portions); first < end; first += BATCH) {
                collection.insert(batch(first, Math.min(BATCH, end - first)));
            }
            flush.run();
        }
    }

    Batch batch(int first, int length) {
        SplittableRandom random = new SplittableRandom(seed * STRIDE + first);
        long[] ids = new long[length];
        int[] buckets = new int[length];
        double[] prices = new double[length];
        for (int i = 0; i < length; i++) {
            ids[i] = key(first + i);
            buckets[i] = random.nextInt(BUCKETS);
            prices[i] = random.nextDouble();
        }
        return Batch.of()
                .longs("id", ids)
                .ints("bucket", buckets)
                .doubles("price", prices)
                .vectors("vec", DIM, vectors(random, length));
    }

    private long key(int row) {
        return switch (order) {
            case ASCENDING -> row;
            case SCATTERED -> row * STRIDE % count;
        };
    }

    /** Deletes the rows whose keys leave a remainder from {@code from} up to {@code to} percent, wherever they lie. */
    void delete(Collection collection, int from, int to) {
        long[] doomed = LongStream.range(0, count)
                .filter(key -> key % 100 >= from && key % 100 < to)
                .toArray();
        for (int first = 0; first < doomed.length; first += BATCH) {
            collection.delete(Delete.ids(Arrays.copyOfRange(doomed, first, Math.min(doomed.length, first + BATCH))));
        }
        collection.flush();
    }

    /** Vectors near the rows, but none of them. */
    float[][] queries(int length) {
        float[] elements = vectors(new SplittableRandom(QUERY_SEED), length);
        float[][] queries = new float[length][DIM];
        for (int i = 0; i < length; i++) {
            System.arraycopy(elements, i * DIM, queries[i], 0, DIM);
        }
        return queries;
    }

    private float[] vectors(SplittableRandom random, int length) {
        float[] elements = new float[length * DIM];
        for (int row = 0; row < length; row++) {
            int at = row * DIM;
            for (int i = 0; i < DIM; i++) {
                elements[at + i] = NOISE * (float) random.nextDouble(-1, 1);
            }
            for (float[] axis : axes) {
                float weight = (float) random.nextGaussian();
                for (int i = 0; i < DIM; i++) {
                    elements[at + i] += weight * axis[i];
                }
            }
        }
        return elements;
    }
}
