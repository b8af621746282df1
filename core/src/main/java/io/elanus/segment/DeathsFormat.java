package io.elanus.segment;

import io.elanus.durable.BlockFileReader;
import io.elanus.durable.BlockFileWriter;
import io.elanus.durable.MappedObject;
import io.elanus.durable.ObjectStore;
import io.elanus.durable.ObjectWriter;
import io.elanus.model.Layouts;
import io.elanus.segment.SegmentMeta.DeathsFile;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The rows of one segment that have died, and when: deletes that have been attached to it. A block file of kind
 * {@code ELDT}, format version {@value #VERSION}; its body, little-endian:
 *
 * <pre>
 * deathCount: long
 * timestamps: long[deathCount], ascending
 * rows:       int[deathCount], each one once; rows[i] died at timestamps[i]
 * </pre>
 */
public final class DeathsFormat {
    public static final String KIND = "ELDT";
    public static final int VERSION = 1;

    private static final long HEAD_BYTES = Long.BYTES;
    private static final long DEATH_BYTES = Long.BYTES + Integer.BYTES;

    /** Deaths that are copied at a time. */
    private static final int CHUNK = 4096;

    private DeathsFormat() {}

    /** About the bytes of a file of so many deaths. */
    public static long byteSize(long deathCount) {
        return BlockFileWriter.byteSize(HEAD_BYTES + DEATH_BYTES * deathCount);
    }

    /** Writes the first deaths of a segment; durable on return, or there is no file. */
    public static DeathsFile write(ObjectStore objects, String key, Deaths deaths, int deathCount) {
        try (ObjectWriter writer = objects.create(key)) {
            BlockFileWriter file = new BlockFileWriter(writer, KIND, VERSION);
            MemorySegment chunk = MemorySegment.ofArray(new byte[Long.BYTES * CHUNK]);
            chunk.set(Layouts.LONG, 0, deathCount);
            file.write(chunk.asSlice(0, HEAD_BYTES));
            for (int from = 0; from < deathCount; from += CHUNK) {
                int count = Math.min(CHUNK, deathCount - from);
                for (int i = 0; i < count; i++) {
                    chunk.setAtIndex(Layouts.LONG, i, deaths.timestamp(from + i));
                }
                file.write(chunk.asSlice(0, (long) Long.BYTES * count));
            }
            for (int from = 0; from < deathCount; from += CHUNK) {
                int count = Math.min(CHUNK, deathCount - from);
                for (int i = 0; i < count; i++) {
                    chunk.setAtIndex(Layouts.INT, i, deaths.row(from + i));
                }
                file.write(chunk.asSlice(0, (long) Integer.BYTES * count));
            }
            file.finish();
            writer.commit();
            return new DeathsFile(key, writer.byteSize(), deathCount);
        } catch (RuntimeException | Error e) {
            FailedWrite.discard(objects, List.of(key), e);
            throw e;
        }
    }

    /**
     * Reads and closes a file.
     *
     * @param rowCount of the segment
     * @throws io.elanus.durable.CorruptFileException if it is damaged, or not of such a segment
     */
    static Deaths read(MappedObject object, int rowCount) {
        try (object;
                BlockFileReader file = BlockFileReader.open(object, KIND, VERSION)) {
            file.verify();
            MemorySegment body = file.body();
            long deathCount = body.byteSize() < HEAD_BYTES ? -1 : body.get(Layouts.LONG, 0);
            if (deathCount < 0 || deathCount > rowCount || body.byteSize() != HEAD_BYTES + DEATH_BYTES * deathCount) {
                throw file.corrupt(
                        0,
                        "deaths have a wrong length: deathCount=" + deathCount + ", rowCount=" + rowCount
                                + ", bodyBytes=" + body.byteSize());
            }
            return read(file, Math.toIntExact(deathCount), rowCount);
        }
    }

    private static Deaths read(BlockFileReader file, int deathCount, int rowCount) {
        MemorySegment timestamps = file.body().asSlice(HEAD_BYTES, (long) Long.BYTES * deathCount);
        MemorySegment rows = file.body().asSlice(HEAD_BYTES + timestamps.byteSize());
        Deaths deaths = new Deaths(deathCount);
        long before = Long.MIN_VALUE;
        for (int i = 0; i < deathCount; i++) {
            int row = rows.getAtIndex(Layouts.INT, i);
            long timestamp = timestamps.getAtIndex(Layouts.LONG, i);
            if (row < 0 || row >= rowCount || deaths.contains(row) || timestamp < before) {
                throw file.corrupt(
                        HEAD_BYTES + (long) Long.BYTES * i,
                        "death is out of order or of a row that cannot die: death=" + i + ", row=" + row
                                + ", timestamp=" + timestamp + ", before=" + before + ", rowCount=" + rowCount);
            }
            deaths.add(row, timestamp);
            before = timestamp;
        }
        return deaths;
    }
}
