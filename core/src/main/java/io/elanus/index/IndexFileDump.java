package io.elanus.index;

import io.elanus.durable.MappedObject;
import java.util.function.Consumer;

/** Prints the header of an index file. */
public final class IndexFileDump {
    /** The first four letters of the files. */
    public static final String KIND = "ELAN";

    private IndexFileDump() {}

    /** @throws io.elanus.durable.CorruptFileException if the file is damaged */
    public static void print(MappedObject object, Consumer<String> out) {
        HnswFormat.Header header = HnswFormat.verify(object.key(), object.segment());
        out.accept("hnsw index: version=" + HnswFormat.VERSION + ", metric=" + header.metric() + ", rows="
                + header.rowCount() + ", dim=" + header.dim() + ", degree="
                + header.params().degree() + ", buildBeam=" + header.params().buildBeam() + ", entry="
                + header.entry());
        out.accept("bytes: file=" + object.segment().byteSize());
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
