package io.elanus.simd;

import java.lang.foreign.MemorySegment;

/** The form that needs nothing from the machine, and the truth that the vector form is tested against. */
final class ScalarFloatDistances extends FloatDistances {
    private final ValueType type;

    ScalarFloatDistances(ValueType type) {
        this.type = type;
    }

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public float squaredL2(float[] query, MemorySegment rows, long offsetBytes) {
        return squaredL2From(0, query, rows, offsetBytes);
    }

    /** What the values of a row from one on add to the whole. */
    float squaredL2From(int first, float[] query, MemorySegment rows, long offsetBytes) {
        double sum = 0;
        for (int i = first; i < query.length; i++) {
            float difference = query[i] - type.read(rows, offsetBytes + (long) type.byteSize() * i);
            sum += difference * difference;
        }
        return (float) sum;
    }

    @Override
    public float dot(float[] query, MemorySegment rows, long offsetBytes) {
        return dotFrom(0, query, rows, offsetBytes);
    }

    /** What the values of a row from one on add to the whole. */
    float dotFrom(int first, float[] query, MemorySegment rows, long offsetBytes) {
        double sum = 0;
        for (int i = first; i < query.length; i++) {
            sum += query[i] * type.read(rows, offsetBytes + (long) type.byteSize() * i);
        }
        return (float) sum;
    }

    @Override
    public float squaredNorm(MemorySegment rows, long offsetBytes, int dim) {
        return squaredNormFrom(0, rows, offsetBytes, dim);
    }

    float squaredNormFrom(int first, MemorySegment rows, long offsetBytes, int dim) {
        double sum = 0;
        for (int i = first; i < dim; i++) {
            float value = type.read(rows, offsetBytes + (long) type.byteSize() * i);
            sum += value * value;
        }
        return (float) sum;
    }

    @Override
    public void squaredL2(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        long rowBytes = (long) type.byteSize() * query.length;
        for (int i = 0; i < count; i++) {
            out[i] = squaredL2(query, rows, rowOffsets[i] * rowBytes);
        }
    }

    @Override
    public void dot(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        long rowBytes = (long) type.byteSize() * query.length;
        for (int i = 0; i < count; i++) {
            out[i] = dot(query, rows, rowOffsets[i] * rowBytes);
        }
    }

    @Override
    public void dotOverNorm(float[] query, MemorySegment rows, int[] rowOffsets, int count, float[] out) {
        long rowBytes = (long) type.byteSize() * query.length;
        for (int i = 0; i < count; i++) {
            long offset = rowOffsets[i] * rowBytes;
            out[i] = overNorm(dot(query, rows, offset), squaredNorm(rows, offset, query.length));
        }
    }
}
