package io.elanus.engine;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What the engine does behind, as events of JDK Flight Recorder: one for each flush, compaction plan and index build. */
final class EngineEvents {
    private EngineEvents() {}

    @Name("io.elanus.Flush")
    @Label("Flush")
    @Description("Growing rows of one shard were brought into files")
    @Category("Elanus")
    @StackTrace(false)
    static final class Flush extends Event {
        @Label("Collection")
        long collectionId;

        @Label("Shard")
        int shard;

        @Label("Segments")
        int segmentCount;

        @Label("Rows")
        long rowCount;

        @Label("Bytes Written")
        @DataAmount
        long bytesWritten;
    }

    @Name("io.elanus.Compaction")
    @Label("Compaction")
    @Description("One compaction plan ran to its end, good or bad")
    @Category("Elanus")
    @StackTrace(false)
    static final class Compaction extends Event {
        @Label("Collection")
        long collectionId;

        @Label("Shard")
        int shard;

        @Label("Kind")
        String kind = "";

        @Label("Reason")
        String reason = "";

        @Label("State")
        String state = "";

        @Label("Failure")
        String failure = "";

        @Label("Sources")
        int sourceCount;

        @Label("Targets")
        int targetCount;

        @Label("Rows Dropped")
        long rowsDropped;

        @Label("Bytes Read")
        @DataAmount
        long bytesRead;

        @Label("Bytes Written")
        @DataAmount
        long bytesWritten;

        @Label("Bytes Freed")
        @DataAmount
        long bytesFreed;
    }

    @Name("io.elanus.IndexBuild")
    @Label("Index Build")
    @Description("One index of one segment was built")
    @Category("Elanus")
    @StackTrace(false)
    static final class IndexBuild extends Event {
        @Label("Collection")
        long collectionId;

        @Label("Segment")
        long segmentId;

        @Label("Field")
        long fieldId;

        @Label("Index Type")
        String indexType = "";

        @Label("Rows")
        long rowCount;

        @Label("Bytes")
        @DataAmount
        long byteSize;
    }
}
