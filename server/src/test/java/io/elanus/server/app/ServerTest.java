package io.elanus.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.elanus.server.grpc.FakeDatabase;
import io.elanus.server.grpc.GrpcFront;
import io.elanus.server.grpc.MilvusService;
import io.elanus.wire.ConnectRequest;
import io.elanus.wire.ConnectResponse;
import io.elanus.wire.GetVersionRequest;
import io.elanus.wire.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One server on any free ports, asked as clients and operators ask it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerTest {
    private final Server server = Server.start(
            ServerSettings.of(Map.of("port", "0", "http-port", "0")),
            FakeDatabase::new,
            database -> new MilvusService(database, "9.8.7"));
    private final String calls = "127.0.0.1:" + server.port();
    private final String operations = "127.0.0.1:" + server.httpPort();
    private final MilvusServiceBlockingStub milvus =
            GrpcClients.newClient("gproto+http://" + calls, MilvusServiceBlockingStub.class);

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void everyConnectionHasAnIdOfItsOwn() {
        ConnectResponse one = milvus.connect(ConnectRequest.getDefaultInstance());
        ConnectResponse other = milvus.connect(ConnectRequest.getDefaultInstance());
        assertThat(one.getIdentifier()).isPositive().isNotEqualTo(other.getIdentifier());
    }

    @Test
    void versionIsMilvussAndOurs() {
        assertThat(milvus.getVersion(GetVersionRequest.getDefaultInstance()).getVersion())
                .matches("v2\\.\\d+\\.\\d+\\+elanus\\.9\\.8\\.7");
    }

    @Test
    void healthIsAskedOverGrpcToo() {
        HealthBlockingStub health = GrpcClients.newClient("gproto+http://" + calls, HealthBlockingStub.class);
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void messageOverTheLimitIsRefusedInMilvussWords() {
        Field filler = Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(new byte[GrpcFront.REQUEST_BYTES_MAX]))
                .build();
        GetVersionRequest request = GetVersionRequest.newBuilder()
                .setUnknownFields(
                        UnknownFieldSet.newBuilder().addField(15, filler).build())
                .build();
        assertThatThrownBy(() -> milvus.getVersion(request)).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(e.getStatus().getDescription()).contains("message larger than max");
        });
    }

    @Test
    void operatorsReadHealthAndMetrics() throws Exception {
        milvus.getVersion(GetVersionRequest.getDefaultInstance());
        assertThat(get(operations + "/healthz").body()).isEqualTo("OK");
        assertThat(get(operations + "/livez").body()).isEqualTo("OK");
        assertThat(get(operations + "/metrics").body())
                .contains("method=\"GetVersion\"")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void unknownPathsAreNotFound() throws Exception {
        assertThat(get(calls + "/v2/vectordb/nothing").statusCode()).isEqualTo(404);
        assertThat(get(operations + "/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void portInUseStopsTheStartWithOneLine() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        int code = Main.run(System.out, stream, "serve", "--port", Integer.toString(server.port()), "--http-port", "0");
        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("elanus: cannot listen: port=" + server.port())
                .hasLineCount(1);
    }

    private static HttpResponse<String> get(String address) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://" + address)).build(), BodyHandlers.ofString());
        }
    }
}
