package io.elanus.expr;

import io.elanus.model.IndexParams.NgramParams;
import java.util.Arrays;

/**
 * Sequences of so many characters, in UTF-8. Every text that has another inside of it has all of its grams.
 *
 * @param sizeMin characters of the shortest
 * @param sizeMax characters of the longest
 */
record Grams(int sizeMin, int sizeMax) {
    /** Longer grams are found in fewer rows, but each size more is as many entries again as a text has characters. */
    private static final int SIZES_MAX = 2;

    static Grams of(NgramParams params) {
        int sizes = Math.min(params.gramMax() - params.gramMin() + 1, SIZES_MAX);
        return new Grams(params.gramMin(), params.gramMin() + sizes - 1);
    }

    /** All grams of the text, at each of its places. */
    void of(byte[] bytes, int from, int length, IndexKeys.Sink sink) {
        int[] starts = starts(bytes, from, length);
        int characters = starts.length - 1;
        for (int size = sizeMin; size <= sizeMax; size++) {
            for (int at = 0; at + size <= characters; at++) {
                sink.text(bytes, starts[at], starts[at + size] - starts[at]);
            }
        }
    }

    /** The longest grams of the text: whatever has them has the shorter ones too. None if it is too short. */
    void longestOf(byte[] text, IndexKeys.Sink sink) {
        int characters = starts(text, 0, text.length).length - 1;
        int size = Math.min(sizeMax, characters);
        if (size >= sizeMin) {
            new Grams(size, size).of(text, 0, text.length, sink);
        }
    }

    /** Where the characters begin, and the end. */
    private static int[] starts(byte[] bytes, int from, int length) {
        int[] starts = new int[length + 1];
        int count = 0;
        for (int at = from; at < from + length; at++) {
            if ((bytes[at] & 0xC0) != 0x80) { // Not a continuation byte, 10xxxxxx.
                starts[count++] = at;
            }
        }
        starts[count] = from + length;
        return Arrays.copyOf(starts, count + 1);
    }
}
