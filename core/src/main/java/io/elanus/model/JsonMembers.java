package io.elanus.model;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The members of an object that is being written, in the order of their keys. */
final class JsonMembers {
    private int[] starts = new int[8];
    private int[] ends = new int[8];
    private int count;

    int count() {
        return count;
    }

    /** int[count or more], in the order of keys. */
    int[] starts() {
        return starts;
    }

    /**
     * Searches for the key that begins at a place.
     *
     * @param bytes where the members lie
     * @return the number of the member that has it, or else -1 - the number that it would have
     */
    int find(byte[] bytes, int key) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compareKeys(bytes, starts[middle], key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    private static int compareKeys(byte[] bytes, int left, int right) {
        int leftLength = textLength(bytes, left);
        int rightLength = textLength(bytes, right);
        if (leftLength != rightLength) {
            return Integer.compare(leftLength, rightLength);
        }
        int head = leftLength < JsonForm.LONG_TEXT ? 1 : 5;
        int leftText = left + head;
        int rightText = right + head;
        return Arrays.compareUnsigned(
                bytes, leftText, leftText + leftLength, bytes, rightText, rightText + rightLength);
    }

    private static int textLength(byte[] bytes, int at) {
        int length = bytes[at] & 0xFF;
        return length < JsonForm.LONG_TEXT
                ? length
                : MemorySegment.ofArray(bytes).get(Layouts.INT, at + 1L);
    }

    void insert(int number, int start, int end) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        System.arraycopy(starts, number, starts, number + 1, count - number);
        System.arraycopy(ends, number, ends, number + 1, count - number);
        starts[number] = start;
        ends[number] = end;
        count++;
    }

    /**
     * Takes a member out, and closes the gap that it leaves in the bytes.
     *
     * @param size where the bytes end
     * @return the bytes of the member, by which all that was behind it has moved
     */
    int remove(int number, byte[] bytes, int size) {
        int start = starts[number];
        int end = ends[number];
        System.arraycopy(bytes, end, bytes, start, size - end);
        count--;
        System.arraycopy(starts, number + 1, starts, number, count - number);
        System.arraycopy(ends, number + 1, ends, number, count - number);
        for (int i = 0; i < count; i++) {
            if (starts[i] > start) {
                starts[i] -= end - start;
                ends[i] -= end - start;
            }
        }
        return end - start;
    }
}
