package io.elanus.database;

import io.elanus.Field;
import io.elanus.Search;
import io.elanus.model.BFloat16;
import io.elanus.model.DataType;
import io.elanus.model.Metric;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A type of vectors as rows of the embedded API hold it, and its distances, computed in the plainest way. */
enum VectorKind {
    FLOAT(DataType.FLOAT_VECTOR),
    FLOAT16(DataType.FLOAT16_VECTOR),
    BFLOAT16(DataType.BFLOAT16_VECTOR),
    INT8(DataType.INT8_VECTOR),
    BINARY(DataType.BINARY_VECTOR),
    SPARSE(DataType.SPARSE_FLOAT_VECTOR);

    static final int DIM = 40;
    private static final long SPARSE_INDEX_BOUND = 60;
    private static final int SPARSE_PAIRS_MAX = 6;

    final DataType type;

    VectorKind(DataType type) {
        this.type = type;
    }

    Field field(String name) {
        return switch (this) {
            case FLOAT -> Field.vector(name, DIM);
            case FLOAT16 -> Field.float16Vector(name, DIM);
            case BFLOAT16 -> Field.bfloat16Vector(name, DIM);
            case INT8 -> Field.int8Vector(name, DIM);
            case BINARY -> Field.binaryVector(name, DIM);
            case SPARSE -> Field.sparseVector(name);
        };
    }

    Object random(Random random) {
        return switch (this) {
            case FLOAT -> floats(random);
            case FLOAT16, BFLOAT16 -> narrowed(floats(random));
            case INT8 -> {
                byte[] bytes = new byte[DIM];
                random.nextBytes(bytes);
                yield bytes;
            }
            case BINARY -> bits(random);
            case SPARSE -> sparse(random);
        };
    }

    private static float[] floats(Random random) {
        float[] vector = new float[DIM];
        for (int i = 0; i < DIM; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    /** Few bits are set, so that some rows contain others. */
    private static byte[] bits(Random random) {
        byte[] vector = new byte[DIM / Byte.SIZE];
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            int bit = random.nextInt(DIM);
            vector[bit / Byte.SIZE] |= (byte) (1 << bit % Byte.SIZE);
        }
        return vector;
    }

    private static Map<Long, Float> sparse(Random random) {
        Map<Long, Float> vector = new TreeMap<>();
        int count = random.nextInt(SPARSE_PAIRS_MAX + 1);
        while (vector.size() < count) {
            vector.put(random.nextLong(SPARSE_INDEX_BOUND), random.nextFloat());
        }
        return vector;
    }

    /** The bytes of half floats. */
    byte[] narrowed(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putShort(this == FLOAT16 ? Float.floatToFloat16(value) : BFloat16.of(value));
        }
        return bytes.array();
    }

    @SuppressWarnings("unchecked")
    Search near(Object vector) {
        return switch (this) {
            case FLOAT -> Search.near((float[]) vector);
            case FLOAT16, BFLOAT16, INT8, BINARY -> Search.near(type, (byte[]) vector);
            case SPARSE -> Search.near((Map<Long, Float>) vector);
        };
    }

    /** What clients see, or NaN if the row is no hit whatever the limit. */
    double score(Metric metric, Object query, Object row) {
        return switch (metric) {
            case L2, IP, COSINE -> numbers(metric, numbers(query), numbers(row));
            case MAX_SIM, MAX_SIM_COSINE, MAX_SIM_IP, MAX_SIM_L2, MAX_SIM_HAMMING, MAX_SIM_JACCARD ->
                throw new IllegalArgumentException("vectors are no lists: metric=" + metric);
            case HAMMING, JACCARD, SUBSTRUCTURE, SUPERSTRUCTURE -> bits(metric, (byte[]) query, (byte[]) row);
        };
    }

    private double numbers(Metric metric, Map<Long, Double> query, Map<Long, Double> row) {
        double dot = 0;
        double queryNorm = 0;
        double rowNorm = 0;
        for (long i = 0; i < Math.max(DIM, SPARSE_INDEX_BOUND); i++) {
            double a = query.getOrDefault(i, 0.0);
            double b = row.getOrDefault(i, 0.0);
            dot += a * b;
            queryNorm += a * a;
            rowNorm += b * b;
        }
        if (this == SPARSE && dot == 0) {
            return Double.NaN;
        }
        return switch (metric) {
            case L2 -> queryNorm + rowNorm - 2 * dot;
            case IP -> dot;
            case COSINE,
                    HAMMING,
                    JACCARD,
                    SUBSTRUCTURE,
                    SUPERSTRUCTURE,
                    MAX_SIM,
                    MAX_SIM_COSINE,
                    MAX_SIM_IP,
                    MAX_SIM_L2,
                    MAX_SIM_HAMMING,
                    MAX_SIM_JACCARD -> queryNorm * rowNorm == 0 ? 0 : dot / Math.sqrt(queryNorm * rowNorm);
        };
    }

    private Map<Long, Double> numbers(Object vector) {
        Map<Long, Double> numbers = new TreeMap<>();
        if (vector instanceof Map<?, ?> sparse) {
            sparse.forEach((index, value) -> numbers.put((Long) index, (double) (Float) value));
            return numbers;
        }
        for (int i = 0; i < DIM; i++) {
            numbers.put((long) i, number(vector, i));
        }
        return numbers;
    }

    private double number(Object vector, int index) {
        if (vector instanceof float[] floats) {
            return floats[index];
        }
        byte[] bytes = (byte[]) vector;
        if (this == INT8) {
            return bytes[index];
        }
        short half = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(2 * index);
        return this == FLOAT16 ? Float.float16ToFloat(half) : BFloat16.toFloat(half);
    }

    private static double bits(Metric metric, byte[] query, byte[] row) {
        BitSet wanted = BitSet.valueOf(query);
        BitSet found = BitSet.valueOf(row);
        BitSet both = BitSet.valueOf(query);
        both.and(found);
        int either = wanted.cardinality() + found.cardinality() - both.cardinality();
        return switch (metric) {
            case HAMMING -> either - both.cardinality();
            case JACCARD -> either == 0 ? 1 : (double) (either - both.cardinality()) / either;
            case SUBSTRUCTURE -> both.equals(wanted) ? 0 : Double.NaN;
            case SUPERSTRUCTURE -> both.equals(found) ? 0 : Double.NaN;
            case L2, IP, COSINE, MAX_SIM, MAX_SIM_COSINE, MAX_SIM_IP, MAX_SIM_L2, MAX_SIM_HAMMING, MAX_SIM_JACCARD ->
                throw new IllegalArgumentException("metric compares no bits: metric=" + metric);
        };
    }
}
