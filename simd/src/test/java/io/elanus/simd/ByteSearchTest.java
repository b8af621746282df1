package io.elanus.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
    private static final ByteSearch VECTOR = ByteSearch.vector().orElseThrow();

    @Test
    void bothFormsFindWhatStringsFind() {
        long seed = 3;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            String text = text(random, random.nextInt(300));
            String needle = text(random, 1 + random.nextInt(5));
            int from = random.nextInt(text.length() + 1);
            int to = from + random.nextInt(text.length() - from + 1);
            int index = text.substring(from, to).indexOf(needle);
            long expected = index < 0 ? -1 : from + index;
            MemorySegment bytes = MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
            byte[] wanted = needle.getBytes(StandardCharsets.US_ASCII);
            assertThat(ByteSearch.scalar().find(bytes, from, to, wanted))
                    .as("seed=%d, round=%d", seed, round)
                    .isEqualTo(expected);
            assertThat(VECTOR.find(bytes, from, to, wanted))
                    .as("seed=%d, round=%d", seed, round)
                    .isEqualTo(expected);
        }
    }

    private static String text(Random random, int length) {
        return random.ints(length, 'a', 'd')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
