package io.elanus.bench;

import io.elanus.Batch;
import io.elanus.Field;
import io.elanus.Schema;
import java.util.Random;

/**
 * The rows that are measured with: a key, a vector of {@value #DIM} floats, and with scalars also an INT64 and a FLOAT. Keys
 * are distinct and in no order. A few blocks of vectors are used again and again, so that making them costs nothing.
 */
final class SampleRows {
    static final int DIM = 128;
    static final String KEY = "id";
    static final String VECTOR = "vector";

    private static final int BLOCKS = 8;
    private static final long SEED = 7;

    private final boolean scalars;
    private final int batchRows;
    private final float[][] vectors = new float[BLOCKS][];

    SampleRows(boolean scalars, int batchRows) {
        this.scalars = scalars;
        this.batchRows = batchRows;
        Random random = new Random(SEED);
        for (int block = 0; block < BLOCKS; block++) {
            vectors[block] = new float[batchRows * DIM];
            for (int i = 0; i < vectors[block].length; i++) {
                vectors[block][i] = random.nextFloat();
            }
        }
    }

    Schema schema() {
        Field key = Field.int64(KEY).primaryKey();
        Field vector = Field.vector(VECTOR, DIM);
        return scalars
                ? Schema.of(key, vector, Field.int64("count"), Field.float32("weight"))
                : Schema.of(key, vector);
    }

    int batchRows() {
        return batchRows;
    }

    /** The rows of a batch, by its number. */
    Batch batch(int number) {
        long[] keys = new long[batchRows];
        for (int i = 0; i < batchRows; i++) {
            keys[i] = key((long) number * batchRows + i);
        }
        Batch batch = Batch.of().longs(KEY, keys).vectors(VECTOR, DIM, vectors[number % BLOCKS]);
        if (scalars) {
            float[] weights = new float[batchRows];
            System.arraycopy(vectors[number % BLOCKS], 0, weights, 0, batchRows);
            batch.longs("count", keys).floats("weight", weights);
        }
        return batch;
    }

    /** Multiplying by an odd number names each key once. */
    static long key(long row) {
        return row * 0x9e3779b97f4a7c15L;
    }
}
