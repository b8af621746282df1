package io.elanus.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.client.MilvusServiceClient;
import io.milvus.grpc.CompactionState;
import io.milvus.grpc.DataType;
import io.milvus.grpc.FlushResponse;
import io.milvus.grpc.GetCompactionPlansResponse;
import io.milvus.grpc.GetCompactionStateResponse;
import io.milvus.grpc.ManualCompactionResponse;
import io.milvus.param.ConnectParam;
import io.milvus.param.R;
import io.milvus.param.collection.CreateCollectionParam;
import io.milvus.param.collection.FieldType;
import io.milvus.param.collection.FlushParam;
import io.milvus.param.control.GetCompactionPlansParam;
import io.milvus.param.control.GetCompactionStateParam;
import io.milvus.param.control.ManualCompactParam;
import io.milvus.param.dml.DeleteParam;
import io.milvus.param.dml.InsertParam;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compaction page of Milvus's manual with the first generation of the Java SDK. */
class OlderClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FLUSHES = 5;
    private static final int ROWS = 200;

    @TempDir
    private static Path folder;

    private ServerOnFolder server;
    private MilvusServiceClient client;

    @BeforeEach
    void open() {
        server = new ServerOnFolder(folder);
        client = new MilvusServiceClient(
                ConnectParam.newBuilder().withUri(server.uri()).build());
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void segmentsAreCompactedAndWatched() throws InterruptedException {
        createFilms();
        List<Long> segments = new ArrayList<>();
        for (int flush = 0; flush < FLUSHES; flush++) {
            insert(flush * ROWS);
            segments.addAll(flush());
        }
        done(client.delete(DeleteParam.newBuilder()
                .withCollectionName("films")
                .withExpr("film_id in " + LongStream.range(0, ROWS / 2).boxed().toList())
                .build()));

        ManualCompactionResponse job = done(client.manualCompact(
                ManualCompactParam.newBuilder().withCollectionName("films").build()));
        GetCompactionStateResponse state = completed(job.getCompactionID());
        GetCompactionPlansResponse plans = done(client.getCompactionStateWithPlans(GetCompactionPlansParam.newBuilder()
                .withCompactionID(job.getCompactionID())
                .build()));

        assertThat(job.getCompactionPlanCount()).isEqualTo(1);
        assertThat(state.getCompletedPlanNo()).isEqualTo(1);
        assertThat(state.getFailedPlanNo()).isZero();
        assertThat(plans.getState()).isEqualTo(CompactionState.Completed);
        assertThat(plans.getMergeInfosList()).singleElement().satisfies(plan -> {
            assertThat(plan.getSourcesList()).containsExactlyInAnyOrderElementsOf(segments);
            assertThat(plan.getTarget()).isPositive().isNotIn(segments);
        });
    }

    private void createFilms() {
        done(client.createCollection(CreateCollectionParam.newBuilder()
                .withCollectionName("films")
                .addFieldType(FieldType.newBuilder()
                        .withName("film_id")
                        .withDataType(DataType.Int64)
                        .withPrimaryKey(true)
                        .build())
                .addFieldType(FieldType.newBuilder()
                        .withName("films")
                        .withDataType(DataType.FloatVector)
                        .withDimension(2)
                        .build())
                .build()));
    }

    private void insert(int first) {
        List<Long> ids = LongStream.range(first, first + ROWS).boxed().toList();
        List<List<Float>> vectors =
                ids.stream().map(id -> List.of((float) id, (float) -id)).toList();
        done(client.insert(InsertParam.newBuilder()
                .withCollectionName("films")
                .withFields(List.of(new InsertParam.Field("film_id", ids), new InsertParam.Field("films", vectors)))
                .build()));
    }

    private List<Long> flush() {
        FlushResponse flushed = done(client.flush(
                FlushParam.newBuilder().withCollectionNames(List.of("films")).build()));
        return flushed.getCollSegIDsOrThrow("films").getDataList();
    }

    private GetCompactionStateResponse completed(long jobId) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            GetCompactionStateResponse state = done(client.getCompactionState(
                    GetCompactionStateParam.newBuilder().withCompactionID(jobId).build()));
            if (state.getState() == CompactionState.Completed) {
                return state;
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private static <T> T done(R<T> answer) {
        assertThat(answer.getException()).isNull();
        return answer.getData();
    }
}
