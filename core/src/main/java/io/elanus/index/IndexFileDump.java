package io.elanus.index;

import io.elanus.durable.MappedObject;
import java.util.IntSummaryStatistics;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Prints the header of an index file. */
public final class IndexFileDump {
    /** The first four letters of the files. */
    public static final String KIND = "ELAN";

    private IndexFileDump() {}

    /** @throws io.elanus.durable.CorruptFileException if the file is damaged */
    public static void print(MappedObject object, Consumer<String> out) {
        if (ValueIndexFormat.FRAME.isOf(object.segment())) {
            printValues(object, out);
        } else if (IvfFormat.FRAME.isOf(object.segment())) {
            printIvf(object, out);
        } else {
            printHnsw(object, out);
        }
        out.accept("bytes: file=" + object.segment().byteSize());
    }

    private static void printValues(MappedObject object, Consumer<String> out) {
        ValueIndexFormat.Header header = ValueIndexFormat.verify(object.key(), object.segment());
        out.accept("value index: version=" + ValueIndexFormat.VERSION + ", values are "
                + (header.texts() ? "texts" : "numbers") + ", rows=" + header.rowCount() + ", values="
                + header.valueCount() + ", dense=" + header.denseCount() + ", absent=" + header.absentCount());
        out.accept("rows in lists=" + header.sparseEntries() + ", bytes of texts=" + header.textBytes());
    }

    private static void printIvf(MappedObject object, Consumer<String> out) {
        IvfFormat.Header header = IvfFormat.verify(object.key(), object.segment());
        int[] starts =
                header.section(object.segment(), IvfFormat.Section.STARTS).toArray(IndexFrame.INT);
        IntSummaryStatistics lengths = IntStream.range(0, header.listCount())
                .map(list -> starts[list + 1] - starts[list])
                .summaryStatistics();
        out.accept("ivf index: version=" + IvfFormat.VERSION + ", codec="
                + header.params().codec() + ", metric=" + header.rows().metric() + ", rows="
                + header.rows().rowCount() + ", dim=" + header.rows().dim() + ", listsWanted="
                + header.params().listCount() + ", codes=" + header.hasCodes());
        out.accept("lists=" + header.listCount() + ", rows of a list: average=" + Math.round(lengths.getAverage())
                + ", max=" + Math.max(lengths.getMax(), 0));
    }

    private static void printHnsw(MappedObject object, Consumer<String> out) {
        HnswFormat.Header header = HnswFormat.verify(object.key(), object.segment());
        out.accept("hnsw index: version=" + HnswFormat.VERSION + ", metric=" + header.metric() + ", rows="
                + header.rowCount() + ", dim=" + header.dim() + ", degree="
                + header.params().degree() + ", buildBeam=" + header.params().buildBeam() + ", entry="
                + header.entry());
        HnswGraph graph = HnswGraph.of(object.segment(), header);
        for (HnswLevel level : graph.levels().reversed()) {
            long linkCount = 0;
            for (int node = 0; node < level.nodeCount(); node++) {
                linkCount += level.linkCount(node);
            }
            out.accept("level " + level.number() + ": nodes=" + level.nodeCount() + ", linksMax=" + level.width()
                    + ", links=" + linkCount);
        }
    }
}
