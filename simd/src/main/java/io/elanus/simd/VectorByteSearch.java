package io.elanus.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Compares the first and the last byte of the needle with many places at once, and looks closer where both agree. Source:
 * Muła, "SIMD-friendly algorithms for substring searching" (2016), generic SIMD.
 */
final class VectorByteSearch extends ByteSearch {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;

    @Override
    public long find(MemorySegment bytes, long from, long to, byte[] needle) {
        int last = needle.length - 1;
        long at = from;
        for (; at + last + BYTES.length() <= to; at += BYTES.length()) {
            ByteVector begins = ByteVector.fromMemorySegment(BYTES, bytes, at, ByteOrder.LITTLE_ENDIAN);
            ByteVector ends = ByteVector.fromMemorySegment(BYTES, bytes, at + last, ByteOrder.LITTLE_ENDIAN);
            long places = begins.compare(VectorOperators.EQ, needle[0])
                    .and(ends.compare(VectorOperators.EQ, needle[last]))
                    .toLong();
            for (; places != 0; places &= places - 1) {
                long place = at + Long.numberOfTrailingZeros(places);
                if (ScalarByteSearch.isAt(bytes, place, needle)) {
                    return place;
                }
            }
        }
        for (; at + needle.length <= to; at++) {
            if (ScalarByteSearch.isAt(bytes, at, needle)) {
                return at;
            }
        }
        return -1;
    }
}
