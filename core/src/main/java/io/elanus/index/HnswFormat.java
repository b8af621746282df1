package io.elanus.index;

import static io.elanus.index.IndexFrame.INT;

import io.elanus.durable.CorruptFileException;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.Metric;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The file of an HNSW graph, version 1, in an {@link IndexFrame}. Searched where it lies; holds no vectors, only links
 * between the rows of a column file.
 *
 * <pre>
 * header
 *     0  int64   magic, the letters ELANHNSW
 *    24  int32   degree
 *    28  int32   buildBeam
 *    32  int32   levelCount, at least 1
 *    36  int32   entry, the node of the top level where a search starts; -1 without rows
 *    40  int32[15]  nodes of level 1, 2, ...; 0 from levelCount on
 *   100  int32   zero
 * level 0: its nodes are the rows
 *   int32[rowCount][2 * degree]  links: nodes of the same level, -1 behind the last
 * only for COSINE
 *   float32[rowCount]            one over the length of each row, 0 for a row of zeros
 * each level from 1 up: its nodes are numbered by ascending row
 *   int32[nodes][degree]         links: nodes of the same level, -1 behind the last
 *   int32[nodes]                 row of the node
 *   int32[nodes]                 the same row's node in the level below
 * </pre>
 */
final class HnswFormat {
    static final int VERSION = 1;
    static final int LEVELS_MAX = 16;
    static final int NO_NODE = -1;

    static final IndexFrame FRAME = new IndexFrame("hnsw", 0x57534e484e414c45L, VERSION);

    private HnswFormat() {}

    /**
     * What the header says, and where it follows that everything lies.
     *
     * @param entry a node of the top level, or {@link #NO_NODE} without rows
     * @param nodeCounts nodes of each level, from level 0, which has a node for every row, upwards
     */
    record Header(Metric metric, int dim, HnswParams params, int entry, List<Integer> nodeCounts) {
        Header {
            nodeCounts = List.copyOf(nodeCounts);
        }

        int rowCount() {
            return nodeCounts.getFirst();
        }

        IndexFrame.Rows rows() {
            return new IndexFrame.Rows(metric, rowCount(), dim);
        }

        int levelCount() {
            return nodeCounts.size();
        }

        /** Links that a node of a level has room for. */
        int width(int level) {
            return level == 0 ? 2 * params.degree() : params.degree();
        }

        long linksOffset(int level) {
            return level == 0 ? IndexFrame.HEADER_BYTES : upperOffset(level);
        }

        private long inverseNormsOffset() {
            return IndexFrame.align(IndexFrame.HEADER_BYTES + 4L * rowCount() * width(0));
        }

        /** float[rowCount] for COSINE, else empty. */
        MemorySegment inverseNorms(MemorySegment file) {
            return file.asSlice(inverseNormsOffset(), metric == Metric.COSINE ? 4L * rowCount() : 0);
        }

        long rowsOffset(int level) {
            assert level > 0;
            return linksOffset(level) + 4L * nodeCounts.get(level) * width(level);
        }

        long belowOffset(int level) {
            return rowsOffset(level) + 4L * nodeCounts.get(level);
        }

        long byteSize() {
            return upperOffset(levelCount());
        }

        private long upperOffset(int level) {
            long offset = inverseNormsOffset() + (metric == Metric.COSINE ? IndexFrame.align(4L * rowCount()) : 0);
            for (int l = 1; l < level; l++) {
                offset += IndexFrame.align(4L * nodeCounts.get(l) * (width(l) + 2));
            }
            return offset;
        }
    }

    /** The byte size to be expected of a file, before the levels are drawn. */
    static long expectedByteSize(HnswParams params, Metric metric, long rowCount) {
        long upperNodes = rowCount / (params.degree() - 1);
        return IndexFrame.HEADER_BYTES
                + 4L * rowCount * 2 * params.degree()
                + (metric == Metric.COSINE ? 4L * rowCount : 0)
                + 4L * upperNodes * (params.degree() + 2);
    }

    /** Writes header and checksums over a body that is complete. */
    static void seal(Header header, MemorySegment file) {
        file.set(INT, 24, header.params.degree());
        file.set(INT, 28, header.params.buildBeam());
        file.set(INT, 32, header.levelCount());
        file.set(INT, 36, header.entry);
        for (int level = 1; level < header.levelCount(); level++) {
            file.set(INT, 36 + 4L * level, header.nodeCounts.get(level));
        }
        FRAME.seal(header.rows(), file);
    }

    /**
     * Reads the header and verifies every byte of the file.
     *
     * @param key the name for errors
     * @throws CorruptFileException if the file is corrupt or of another version
     */
    static Header verify(String key, MemorySegment file) {
        IndexFrame.Rows rows = FRAME.verify(key, file);
        List<Integer> nodeCounts = new ArrayList<>();
        nodeCounts.add(rows.rowCount());
        for (int level = 1; level < Math.min(file.get(INT, 32), LEVELS_MAX); level++) {
            nodeCounts.add(file.get(INT, 36 + 4L * level));
        }
        HnswParams params = new HnswParams(file.get(INT, 24), file.get(INT, 28));
        Header header = new Header(rows.metric(), rows.dim(), params, file.get(INT, 36), nodeCounts);
        FRAME.checkByteSize(key, file, header.byteSize());
        return header;
    }
}
