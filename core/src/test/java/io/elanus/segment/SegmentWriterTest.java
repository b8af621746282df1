package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.durable.MemoryObjectStore;
import io.elanus.model.CollectionSchema;
import io.elanus.model.DataType;
import io.elanus.model.SegmentDescription.Level;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SegmentWriterTest {
    /** Several megabytes of keys. */
    private static final int ROWS = 500_000;

    private static final long STEP_BYTES_MAX = 4 << 20;

    private final MemoryObjectStore objects = new MemoryObjectStore();

    private SegmentMeta write(LongConsumer written) {
        CollectionSchema schema = Batches.schema(DataType.INT64);
        GrowingSegment growing = Batches.growing(schema);
        try {
            growing.append(Batches.longs(LongStream.range(0, ROWS).toArray()), 10);
            List<RowBlock> blocks = growing.blocks(ROWS);
            long[] order = RowOrder.byPrimaryKey(blocks, Collections.nCopies(blocks.size(), null), Batches.KEY);
            return new SegmentWriter(objects, schema)
                    .write(new SegmentWriter.Target("segment/", 1, 2, Level.L1, 0, List.of()), blocks, order, written);
        } finally {
            growing.letGo();
        }
    }

    @Test
    void tellsInSmallStepsHowMuchIsWritten() {
        AtomicLong told = new AtomicLong();
        AtomicLong largestStep = new AtomicLong();

        SegmentMeta meta = write(bytes -> {
            told.addAndGet(bytes);
            largestStep.accumulateAndGet(bytes, Math::max);
        });

        assertThat(largestStep.get()).isLessThanOrEqualTo(STEP_BYTES_MAX);
        // Around the bodies lie headers and checksums.
        assertThat(told.get()).isBetween((long) (0.98 * meta.columnByteSize()), meta.columnByteSize());
    }

    @Test
    void whoIsToldMayEndTheWritingAndNothingIsLeft() {
        AtomicLong calls = new AtomicLong();

        assertThatThrownBy(() -> write(bytes -> {
                    if (calls.incrementAndGet() == 3) {
                        throw new CancellationException("enough");
                    }
                }))
                .isInstanceOf(CancellationException.class);

        assertThat(calls).hasValue(3);
        assertThat(objects.list("")).isEmpty();
    }
}
