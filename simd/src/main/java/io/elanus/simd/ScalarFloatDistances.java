package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The form that needs nothing from the machine, and the truth that the vector form is tested against. */
final class ScalarFloatDistances extends FloatDistances {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public float squaredL2(float[] query, MemorySegment rows, long offsetBytes) {
        float sum = 0;
        for (int i = 0; i < query.length; i++) {
            float difference = query[i] - rows.get(FLOAT, offsetBytes + 4L * i);
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public float dot(float[] query, MemorySegment rows, long offsetBytes) {
        float sum = 0;
        for (int i = 0; i < query.length; i++) {
            sum += query[i] * rows.get(FLOAT, offsetBytes + 4L * i);
        }
        return sum;
    }

    @Override
    public float squaredNorm(MemorySegment rows, long offsetBytes, int dim) {
        float sum = 0;
        for (int i = 0; i < dim; i++) {
            float value = rows.get(FLOAT, offsetBytes + 4L * i);
            sum += value * value;
        }
        return sum;
    }

    @Override
    public void squaredL2(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        long rowBytes = 4L * query.length;
        for (int i = 0; i < count; i++) {
            out[i] = squaredL2(query, rows, rowOffsets[i] * rowBytes);
        }
    }

    @Override
    public void dot(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        long rowBytes = 4L * query.length;
        for (int i = 0; i < count; i++) {
            out[i] = dot(query, rows, rowOffsets[i] * rowBytes);
        }
    }

    @Override
    public void dotOverNorm(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        long rowBytes = 4L * query.length;
        for (int i = 0; i < count; i++) {
            long offset = rowOffsets[i] * rowBytes;
            out[i] = overNorm(dot(query, rows, offset), squaredNorm(rows, offset, query.length));
        }
    }
}
