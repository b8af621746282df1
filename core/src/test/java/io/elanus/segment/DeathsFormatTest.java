package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.BlockFileWriter;
import io.elanus.durable.ByteWriter;
import io.elanus.durable.CorruptFileException;
import io.elanus.durable.MemoryObjectStore;
import io.elanus.durable.ObjectWriter;
import io.elanus.segment.SegmentMeta.DeathsFile;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeathsFormatTest {
    private static final long SEED = 3;

    private final MemoryObjectStore objects = new MemoryObjectStore();

    private static Deaths random(int rowCount, int deathCount) {
        Random random = new Random(SEED);
        List<Integer> rows =
                new ArrayList<>(IntStream.range(0, rowCount).boxed().toList());
        Collections.shuffle(rows, random);
        Deaths deaths = new Deaths();
        long timestamp = 1L << 40;
        for (int i = 0; i < deathCount; i++) {
            timestamp += random.nextInt(3);
            deaths.add(rows.get(i), timestamp);
        }
        return deaths;
    }

    @Test
    void deathsComeBackInTheirOrderAndGrowOn() {
        for (int count : new int[] {0, 1, 4_095, 4_096, 4_097, 10_000}) {
            Deaths deaths = random(10_001, count);
            String key = "deaths-" + count;

            DeathsFile file = DeathsFormat.write(objects, key, deaths, count);

            assertThat(file).isEqualTo(new DeathsFile(key, objects.size(key), count));
            assertThat(file.byteSize()).isEqualTo(DeathsFormat.byteSize(count));
            Deaths read = DeathsFormat.read(objects.open(key), 10_001);
            assertThat(read.count()).isEqualTo(count);
            for (int i = 0; i < count; i++) {
                assertThat(read.row(i)).isEqualTo(deaths.row(i));
                assertThat(read.timestamp(i)).isEqualTo(deaths.timestamp(i));
                assertThat(read.contains(deaths.row(i))).isTrue();
            }
            int alive = IntStream.range(0, 10_001)
                    .filter(row -> !read.contains(row))
                    .findFirst()
                    .orElseThrow();
            read.add(alive, Long.MAX_VALUE);
            assertThat(read.count()).isEqualTo(count + 1);
        }
    }

    @Test
    void onlyTheFirstDeathsAreWritten() {
        Deaths deaths = random(100, 50);
        DeathsFormat.write(objects, "deaths", deaths, 20);
        Deaths read = DeathsFormat.read(objects.open("deaths"), 100);
        assertThat(read.count()).isEqualTo(20);
        assertThat(read.contains(deaths.row(20))).isFalse();
    }

    @Test
    void aFileOfWhichAByteChangedIsRefused() {
        DeathsFormat.write(objects, "deaths", random(100, 50), 50);
        byte[] bytes = objects.open("deaths").segment().toArray(ValueLayout.JAVA_BYTE);
        bytes[4096 + 100] ^= 1;
        objects.put("damaged", bytes);
        assertThatThrownBy(() -> DeathsFormat.read(objects.open("damaged"), 100))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void deathsThatAreNotOfTheSegmentAreRefused() {
        assertRefused("wrong length", 10, body(11).writeLong(1).toBytes());
        assertRefused("wrong length", 10, body(1).writeLong(1).toBytes());
        assertRefused("cannot die", 10, body(1).writeLong(1).writeInt(10).toBytes());
        assertRefused("cannot die", 10, body(1).writeLong(1).writeInt(-1).toBytes());
        assertRefused(
                "cannot die",
                10,
                body(2).writeLong(1).writeLong(1).writeInt(3).writeInt(3).toBytes());
        assertRefused(
                "out of order",
                10,
                body(2).writeLong(2).writeLong(1).writeInt(3).writeInt(4).toBytes());
    }

    private static ByteWriter body(long deathCount) {
        return new ByteWriter().writeLong(deathCount);
    }

    private void assertRefused(String text, int rowCount, byte[] body) {
        String key = "file-" + objects.list("").size();
        try (ObjectWriter writer = objects.create(key)) {
            BlockFileWriter file = new BlockFileWriter(writer, DeathsFormat.KIND, DeathsFormat.VERSION);
            file.write(body);
            file.finish();
            writer.commit();
        }
        assertThatThrownBy(() -> DeathsFormat.read(objects.open(key), rowCount))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(text);
    }
}
