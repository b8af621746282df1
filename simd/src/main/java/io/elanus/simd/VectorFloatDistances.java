package io.elanus.simd;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The form over the Vector API for 32-bit floats. Loaded only when the module is there.
 *
 * <p>The last {@code dim % lanes} floats of a row are added by a plain loop: a masked load is slow before AVX-512.
 */
final class VectorFloatDistances extends FloatDistances {
    /*
     * A species wider than the CPU makes every operation an object, an order of magnitude slower than the scalar form:
     * hence SPECIES_PREFERRED and nothing else. A single row keeps one accumulator, which C2 unrolls better than
     * a hand does. Accumulators are locals and never fields, arrays or lambda captures: only then they stay in registers.
     * The four-row bodies repeat each line four times for that reason.
     */
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /**
     * Four rows at a time hide the latency of rows scattered over memory. A run of short rows, with gaps or without,
     * goes one at a time all the same: it is one stream to the prefetcher of the CPU, which four so close confuse.
     */
    private static final int RUN_IN_FOURS_BYTES_MIN = 2048;

    @Override
    public String name() {
        return machine();
    }

    static String machine() {
        int bits = SPECIES.vectorBitSize();
        return instructionSet(System.getProperty("os.arch", ""), bits) + " (" + bits + " bits)";
    }

    private static String instructionSet(String architecture, int bits) {
        return switch (architecture) {
            case "amd64", "x86_64" -> bits >= 512 ? "AVX-512" : bits == 256 ? "AVX2" : "SSE";
            case "aarch64" -> bits > 128 ? "SVE" : "NEON";
            default -> architecture;
        };
    }

    @Override
    public float squaredL2(float[] query, MemorySegment rows, long offsetBytes) {
        int whole = SPECIES.loopBound(query.length);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector difference = load(query, i).sub(load(rows, offsetBytes + 4L * i));
            sum = difference.fma(difference, sum);
        }
        return sum.reduceLanes(ADD) + squaredL2Tail(query, whole, rows, offsetBytes);
    }

    @Override
    public float dot(float[] query, MemorySegment rows, long offsetBytes) {
        int whole = SPECIES.loopBound(query.length);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < whole; i += LANES) {
            sum = load(query, i).fma(load(rows, offsetBytes + 4L * i), sum);
        }
        return sum.reduceLanes(ADD) + dotTail(query, whole, rows, offsetBytes);
    }

    @Override
    public float squaredNorm(MemorySegment rows, long offsetBytes, int dim) {
        int whole = SPECIES.loopBound(dim);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector row = load(rows, offsetBytes + 4L * i);
            sum = row.fma(row, sum);
        }
        return sum.reduceLanes(ADD) + squaredNormTail(rows, offsetBytes, whole, dim);
    }

    @Override
    public void squaredL2(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        int first = 0;
        int fours = countInFours(4L * query.length, rowOffsets, count);
        for (; first < fours; first += 4) {
            squaredL2OfFour(query, rows, rowOffsets, first, out);
        }
        for (; first < count; first++) {
            out[first] = squaredL2(query, rows, rowOffsets[first] * 4L * query.length);
        }
    }

    @Override
    public void dot(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        int first = 0;
        int fours = countInFours(4L * query.length, rowOffsets, count);
        for (; first < fours; first += 4) {
            dotOfFour(query, rows, rowOffsets, first, out);
        }
        for (; first < count; first++) {
            out[first] = dot(query, rows, rowOffsets[first] * 4L * query.length);
        }
    }

    @Override
    public void dotOverNorm(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        int first = 0;
        int fours = countInFours(4L * query.length, rowOffsets, count);
        for (; first < fours; first += 4) {
            dotOverNormOfFour(query, rows, rowOffsets, first, out);
        }
        for (; first < count; first++) {
            long offset = rowOffsets[first] * 4L * query.length;
            out[first] = overNorm(dot(query, rows, offset), squaredNorm(rows, offset, query.length));
        }
    }

    static int countInFours(long rowBytes, int[] rowOffsets, int count) {
        long span = count == 0 ? 0 : (long) rowOffsets[count - 1] - rowOffsets[0];
        boolean isRun = span >= count - 1 && span < 2L * count;
        return isRun && rowBytes < RUN_IN_FOURS_BYTES_MIN ? 0 : count & -4;
    }

    private static void squaredL2OfFour(float[] query, MemorySegment rows, int[] rowOffsets, int first, float[] out) {
        long rowBytes = 4L * query.length;
        long offset0 = rowOffsets[first] * rowBytes;
        long offset1 = rowOffsets[first + 1] * rowBytes;
        long offset2 = rowOffsets[first + 2] * rowBytes;
        long offset3 = rowOffsets[first + 3] * rowBytes;
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int whole = SPECIES.loopBound(query.length);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector wanted = load(query, i);
            FloatVector difference0 = wanted.sub(load(rows, offset0 + 4L * i));
            FloatVector difference1 = wanted.sub(load(rows, offset1 + 4L * i));
            FloatVector difference2 = wanted.sub(load(rows, offset2 + 4L * i));
            FloatVector difference3 = wanted.sub(load(rows, offset3 + 4L * i));
            sum0 = difference0.fma(difference0, sum0);
            sum1 = difference1.fma(difference1, sum1);
            sum2 = difference2.fma(difference2, sum2);
            sum3 = difference3.fma(difference3, sum3);
        }
        out[first] = sum0.reduceLanes(ADD) + squaredL2Tail(query, whole, rows, offset0);
        out[first + 1] = sum1.reduceLanes(ADD) + squaredL2Tail(query, whole, rows, offset1);
        out[first + 2] = sum2.reduceLanes(ADD) + squaredL2Tail(query, whole, rows, offset2);
        out[first + 3] = sum3.reduceLanes(ADD) + squaredL2Tail(query, whole, rows, offset3);
    }

    private static void dotOfFour(float[] query, MemorySegment rows, int[] rowOffsets, int first, float[] out) {
        long rowBytes = 4L * query.length;
        long offset0 = rowOffsets[first] * rowBytes;
        long offset1 = rowOffsets[first + 1] * rowBytes;
        long offset2 = rowOffsets[first + 2] * rowBytes;
        long offset3 = rowOffsets[first + 3] * rowBytes;
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int whole = SPECIES.loopBound(query.length);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector wanted = load(query, i);
            sum0 = wanted.fma(load(rows, offset0 + 4L * i), sum0);
            sum1 = wanted.fma(load(rows, offset1 + 4L * i), sum1);
            sum2 = wanted.fma(load(rows, offset2 + 4L * i), sum2);
            sum3 = wanted.fma(load(rows, offset3 + 4L * i), sum3);
        }
        out[first] = sum0.reduceLanes(ADD) + dotTail(query, whole, rows, offset0);
        out[first + 1] = sum1.reduceLanes(ADD) + dotTail(query, whole, rows, offset1);
        out[first + 2] = sum2.reduceLanes(ADD) + dotTail(query, whole, rows, offset2);
        out[first + 3] = sum3.reduceLanes(ADD) + dotTail(query, whole, rows, offset3);
    }

    private static void dotOverNormOfFour(float[] query, MemorySegment rows, int[] rowOffsets, int first, float[] out) {
        int dim = query.length;
        long rowBytes = 4L * dim;
        long offset0 = rowOffsets[first] * rowBytes;
        long offset1 = rowOffsets[first + 1] * rowBytes;
        long offset2 = rowOffsets[first + 2] * rowBytes;
        long offset3 = rowOffsets[first + 3] * rowBytes;
        FloatVector dot0 = FloatVector.zero(SPECIES);
        FloatVector dot1 = dot0;
        FloatVector dot2 = dot0;
        FloatVector dot3 = dot0;
        FloatVector norm0 = dot0;
        FloatVector norm1 = dot0;
        FloatVector norm2 = dot0;
        FloatVector norm3 = dot0;
        int whole = SPECIES.loopBound(dim);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector wanted = load(query, i);
            FloatVector row0 = load(rows, offset0 + 4L * i);
            FloatVector row1 = load(rows, offset1 + 4L * i);
            FloatVector row2 = load(rows, offset2 + 4L * i);
            FloatVector row3 = load(rows, offset3 + 4L * i);
            dot0 = wanted.fma(row0, dot0);
            dot1 = wanted.fma(row1, dot1);
            dot2 = wanted.fma(row2, dot2);
            dot3 = wanted.fma(row3, dot3);
            norm0 = row0.fma(row0, norm0);
            norm1 = row1.fma(row1, norm1);
            norm2 = row2.fma(row2, norm2);
            norm3 = row3.fma(row3, norm3);
        }
        out[first] = overNorm(
                dot0.reduceLanes(ADD) + dotTail(query, whole, rows, offset0),
                norm0.reduceLanes(ADD) + squaredNormTail(rows, offset0, whole, dim));
        out[first + 1] = overNorm(
                dot1.reduceLanes(ADD) + dotTail(query, whole, rows, offset1),
                norm1.reduceLanes(ADD) + squaredNormTail(rows, offset1, whole, dim));
        out[first + 2] = overNorm(
                dot2.reduceLanes(ADD) + dotTail(query, whole, rows, offset2),
                norm2.reduceLanes(ADD) + squaredNormTail(rows, offset2, whole, dim));
        out[first + 3] = overNorm(
                dot3.reduceLanes(ADD) + dotTail(query, whole, rows, offset3),
                norm3.reduceLanes(ADD) + squaredNormTail(rows, offset3, whole, dim));
    }

    private static float squaredL2Tail(float[] query, int from, MemorySegment rows, long offsetBytes) {
        float sum = 0;
        for (int i = from; i < query.length; i++) {
            float difference = query[i] - rows.get(FLOAT, offsetBytes + 4L * i);
            sum += difference * difference;
        }
        return sum;
    }

    private static float dotTail(float[] query, int from, MemorySegment rows, long offsetBytes) {
        float sum = 0;
        for (int i = from; i < query.length; i++) {
            sum += query[i] * rows.get(FLOAT, offsetBytes + 4L * i);
        }
        return sum;
    }

    private static float squaredNormTail(MemorySegment rows, long offsetBytes, int from, int dim) {
        float sum = 0;
        for (int i = from; i < dim; i++) {
            float value = rows.get(FLOAT, offsetBytes + 4L * i);
            sum += value * value;
        }
        return sum;
    }

    private static FloatVector load(float[] query, int index) {
        return FloatVector.fromArray(SPECIES, query, index);
    }

    private static FloatVector load(MemorySegment rows, long offsetBytes) {
        return FloatVector.fromMemorySegment(SPECIES, rows, offsetBytes, LITTLE_ENDIAN);
    }
}
