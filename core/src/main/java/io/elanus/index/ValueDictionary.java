package io.elanus.index;

/** Numbers distinct values from 0 in the order of their arrival. Owned by one thread. */
sealed interface ValueDictionary permits NumberDictionary, TextDictionary {
    int size();

    /** The number of a value, which is a new one if it has not been seen. */
    int add(long value);

    /** The number of a text, which is a new one if it has not been seen; the bytes are copied. */
    int add(byte[] bytes, int from, int length);

    /** All numbers, in the order of their values: signed, or as unsigned bytes. */
    int[] ascending();
}
