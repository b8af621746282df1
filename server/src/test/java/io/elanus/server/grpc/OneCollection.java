package io.elanus.server.grpc;

import io.elanus.model.CollectionDescription;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.Column.LongColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.CompactionPlan;
import io.elanus.model.CompactionRequest;
import io.elanus.model.CompactionStatus;
import io.elanus.model.CompactionStatus.Figures;
import io.elanus.model.CompactionStatus.PlanState;
import io.elanus.model.CompactionStatus.PlanStatus;
import io.elanus.model.CompactionStatus.Times;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.DeleteRequest;
import io.elanus.model.FieldSchema;
import io.elanus.model.FlushResult;
import io.elanus.model.LoadState;
import io.elanus.model.OutputColumn;
import io.elanus.model.PartitionDescription;
import io.elanus.model.QueryRequest;
import io.elanus.model.QueryResult;
import io.elanus.model.ReadStatistics;
import io.elanus.model.SearchRequest;
import io.elanus.model.SearchResult;
import io.elanus.model.WriteRequest;
import io.elanus.model.WriteResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A database of one collection, {@code default.c}, that keeps what it was asked and answers every question the same. */
final class OneCollection extends FakeDatabase {
    static final CollectionName NAME = new CollectionName("default", "c");
    static final long ID = 42;
    static final long JOB = 77;
    static final long TIMESTAMP = 5;

    private static final FieldSchema KEY =
            FieldSchema.builder("id", DataType.INT64).id(100).primaryKey(true).build();
    private static final FieldSchema EMB =
            FieldSchema.builder("emb", DataType.FLOAT_VECTOR).id(101).dim(2).build();

    final List<Object> asked = new ArrayList<>();

    private void require(CollectionName name) {
        asked.add(name);
        if (!name.equals(NAME)) {
            throw Refusals.collectionNotFound(name);
        }
    }

    @Override
    public CollectionDescription describeCollection(CollectionName name) {
        require(name);
        return new CollectionDescription(
                ID,
                NAME,
                CollectionSchema.of("c", KEY, EMB),
                2,
                ConsistencyLevel.BOUNDED,
                1,
                1,
                List.of("a"),
                List.of(new PartitionDescription(1, "_default", 1)),
                Map.of());
    }

    @Override
    public CollectionDescription describeCollection(long collectionId) {
        return describeCollection(collectionId == ID ? NAME : new CollectionName("default", "?"));
    }

    @Override
    public boolean hasCollection(CollectionName name) {
        throw new IllegalStateException("a defect of ours");
    }

    @Override
    public LoadState loadState(CollectionName name, List<String> partitions) {
        if (!name.equals(NAME)) {
            return LoadState.NOT_EXIST;
        }
        return partitions.isEmpty() ? LoadState.LOADED : LoadState.NOT_LOADED;
    }

    @Override
    public WriteResult insert(WriteRequest request) {
        require(request.name());
        asked.add(request);
        return new WriteResult(LongColumn.of(1, 2), 2, TIMESTAMP);
    }

    @Override
    public WriteResult delete(DeleteRequest request) {
        asked.add(request);
        if (request.filter().equals("id >")) {
            throw DatabaseException.invalid("failed to create delete plan: cannot parse expression: id >");
        }
        return new WriteResult(LongColumn.of(), 3, TIMESTAMP);
    }

    @Override
    public SearchResult search(SearchRequest request) {
        asked.add(request);
        OutputColumn vectors = new OutputColumn(EMB, ColumnBuilder.of(EMB).build());
        return new SearchResult(
                KEY,
                new int[request.queries().rowCount()],
                LongColumn.of(),
                new float[0],
                Optional.empty(),
                List.of(vectors),
                List.of("emb"),
                TIMESTAMP,
                request.iterator().map(page -> new SearchResult.IterationState("token", 0.5f)),
                ReadStatistics.NONE);
    }

    @Override
    public QueryResult query(QueryRequest request) {
        asked.add(request);
        return new QueryResult(
                KEY,
                List.of(new OutputColumn(KEY, LongColumn.of(7))),
                Optional.empty(),
                List.of("id"),
                TIMESTAMP,
                ReadStatistics.NONE);
    }

    @Override
    public FlushResult flush(CollectionName name) {
        asked.add(name);
        return new FlushResult(NAME, ID, List.of(11L), List.of(10L), TIMESTAMP << 18);
    }

    @Override
    public CompactionStatus compact(CompactionRequest request) {
        asked.add(request);
        return compaction(JOB);
    }

    @Override
    public CompactionStatus compaction(long jobId) {
        return jobId == JOB
                ? new CompactionStatus(
                        jobId,
                        ID,
                        List.of(plan(PlanState.RUNNING), plan(PlanState.FAILED), plan(PlanState.COMPLETED, 9L)),
                        Optional.empty())
                : CompactionStatus.unknown(jobId);
    }

    private static PlanStatus plan(PlanState state, Long... targets) {
        return new PlanStatus(
                new CompactionPlan(
                        0,
                        1,
                        new CompactionRequest.Mix(),
                        CompactionPlan.Reason.MANUAL,
                        List.of(1L, 2L),
                        1_000,
                        new CompactionPlan.Estimate(10, 0, 100, 100, 0)),
                state,
                List.of(targets),
                Optional.empty(),
                Figures.NONE,
                new Times(Instant.EPOCH, Optional.empty(), Optional.empty()),
                Optional.empty());
    }
}
