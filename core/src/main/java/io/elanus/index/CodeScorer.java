package io.elanus.index;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.elanus.simd.CodeDots;
import java.lang.foreign.MemorySegment;

/** Distances between rows by their codes; comparable with each other and with nothing else. Owned by one thread. */
final class CodeScorer implements Scorer {
    private static final CodeDots DOTS = CodeDots.best();
    private static final int CACHE_LINE_BYTES = 64;

    /** The CPU loads the rest of a longer row by itself. */
    private static final int TOUCHED_BYTES_MAX = 256;

    private final RowCodes rows;
    private final int touchedBytes;
    private final int[] single = new int[1];
    private final float[] singleDistance = new float[1];
    private int[] dots = new int[64];
    private int query;

    /** Keeps the reads that touch memory ahead of time from being optimised away. */
    int touched;

    CodeScorer(RowCodes rows) {
        this.rows = rows;
        this.touchedBytes = Math.min(rows.rowBytes(), TOUCHED_BYTES_MAX);
    }

    @Override
    public void aim(int row) {
        query = row;
    }

    @Override
    public float distance(int row) {
        single[0] = row;
        distances(single, 1, singleDistance);
        return singleDistance[0];
    }

    @Override
    public void distances(int[] rowOffsets, int count, float[] out) {
        if (dots.length < count) {
            dots = new int[count];
        }
        touch(rowOffsets, count);
        DOTS.dots(rows.codes(), rows.rowBytes(), query, rowOffsets, count, dots);
        float[] terms = rows.terms();
        float queryTerm = terms[query];
        float dotWeight = rows.dotWeight();
        for (int i = 0; i < count; i++) {
            out[i] = queryTerm + terms[rowOffsets[i]] + dotWeight * dots[i];
        }
    }

    /** Reads a word of each cache line that is needed: so all of them are on their way before the first is waited for. */
    private void touch(int[] rowOffsets, int count) {
        MemorySegment codes = rows.codes();
        float[] terms = rows.terms();
        int sum = 0;
        for (int i = 0; i < count; i++) {
            long offset = (long) rowOffsets[i] * rows.rowBytes();
            sum += (int) terms[rowOffsets[i]];
            for (int at = 0; at < touchedBytes; at += CACHE_LINE_BYTES) {
                sum += codes.get(JAVA_INT_UNALIGNED, offset + at);
            }
        }
        touched += sum;
    }
}
