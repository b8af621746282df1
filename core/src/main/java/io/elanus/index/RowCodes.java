package io.elanus.index;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.elanus.model.Metric;
import io.elanus.simd.CodeDots;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * All rows as codes of a byte a value: what a build compares instead of the rows, which are four times as long.
 *
 * <p>With the step of the {@link CodeRange} as the unit of length, the distance between two rows is the sum of a term of
 * the one, a term of the other, and {@code dotWeight} times the dot product of their codes.
 *
 * @param range what the codes stand for
 * @param codes byte[rowCount][rowBytes], zeroes behind the last dimension
 * @param rowBytes a multiple of {@link CodeDots#ROW_ALIGNMENT}
 * @param terms float[rowCount]
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record RowCodes(CodeRange range, MemorySegment codes, int rowBytes, float[] terms, float dotWeight) {
    /** Rows that a thread encodes at a time. */
    private static final int BLOCK_ROWS = 256;

    static long byteSize(long rowCount, int dim) {
        return rowCount * (rowBytes(dim) + Float.BYTES);
    }

    static int rowBytes(int dim) {
        return (dim + CodeDots.ROW_ALIGNMENT - 1) & -CodeDots.ROW_ALIGNMENT;
    }

    /**
     * Encodes the rows on the run's threads.
     *
     * @param inverseNorms float[rowCount] for COSINE, else ignored
     * @param arena owns the codes
     * @return empty if the rows have no codes, see {@link CodeRange#isUsable}
     */
    static Optional<RowCodes> encode(
            VectorRows rows, Metric metric, MemorySegment inverseNorms, BuildRun run, Arena arena) {
        CodeRange range = CodeRange.ofSample(new RowScorer(rows, metric, inverseNorms), rows.rowCount(), rows.dim());
        if (!range.isUsable()) {
            return Optional.empty();
        }
        int rowBytes = rowBytes(rows.dim());
        RowCodes encoded = new RowCodes(
                range,
                arena.allocate((long) rowBytes * rows.rowCount(), CodeDots.ROW_ALIGNMENT),
                rowBytes,
                new float[rows.rowCount()],
                dotWeight(metric));
        WorkShare.forEach(Math.ceilDiv(rows.rowCount(), BLOCK_ROWS), run, () -> {
            RowScorer reader = new RowScorer(rows, metric, inverseNorms);
            byte[] rowCodes = new byte[rowBytes];
            return block -> {
                int end = Math.min((block + 1) * BLOCK_ROWS, rows.rowCount());
                for (int row = block * BLOCK_ROWS; row < end; row++) {
                    reader.aim(row);
                    range.encode(reader.query(), rowCodes);
                    MemorySegment.copy(rowCodes, 0, encoded.codes, JAVA_BYTE, (long) row * rowBytes, rowBytes);
                    encoded.terms[row] = term(metric, range.low(), rowCodes);
                }
            };
        });
        return Optional.of(encoded);
    }

    private static float dotWeight(Metric metric) {
        return switch (metric) {
            case L2 -> -2;
            case IP, COSINE -> -1;
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

    /*
     * Origins do not matter to L2: |a - b|² = |a|² + |b|² - 2ab. They do to the others: with the low end l of the range,
     * (l + a)(l + b) = ab + (la + l²/2) + (lb + l²/2).
     */
    private static float term(Metric metric, float[] low, byte[] codes) {
        return switch (metric) {
            case L2 -> squaredNorm(codes);
            case IP, COSINE -> -lowDot(low, codes);
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

    private static int squaredNorm(byte[] codes) {
        int sum = 0;
        for (byte code : codes) {
            sum += code * code;
        }
        return sum;
    }

    private static float lowDot(float[] low, byte[] codes) {
        double sum = 0;
        for (int i = 0; i < low.length; i++) {
            sum += low[i] * (codes[i] + low[i] / 2.0);
        }
        return (float) sum;
    }
}
