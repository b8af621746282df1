package io.elanus.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.elanus.server.grpc.FakeDatabase;
import io.elanus.wire.ConnectRequest;
import io.elanus.wire.ConnectResponse;
import io.elanus.wire.GetVersionRequest;
import io.elanus.wire.GetVersionResponse;
import io.elanus.wire.MilvusServiceGrpc;
import io.elanus.wire.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ServerCloseTest {
    @Test
    @Timeout(30)
    void closingRefusesNewCallsAndFinishesThoseUnderWay() throws Exception {
        Slow slow = new Slow();
        Server server = Server.start(
                ServerSettings.of(Map.of("port", "0", "http-port", "0")), FakeDatabase::new, database -> slow);
        MilvusServiceBlockingStub milvus =
                GrpcClients.newClient("gproto+http://127.0.0.1:" + server.port(), MilvusServiceBlockingStub.class);

        CompletableFuture<GetVersionResponse> underWay = CompletableFuture.supplyAsync(
                () -> milvus.getVersion(GetVersionRequest.getDefaultInstance()), Thread::startVirtualThread);
        slow.entered.await();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close, Thread::startVirtualThread);
        assertThat(firstRefusal(milvus)).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(underWay).isNotDone();

        slow.mayLeave.countDown();
        assertThat(underWay.get().getVersion()).isEqualTo("late");
        closed.get(Server.DRAIN_TIME_MAX.toSeconds(), TimeUnit.SECONDS);
    }

    private static Status.Code firstRefusal(MilvusServiceBlockingStub milvus) {
        while (true) {
            try {
                milvus.connect(ConnectRequest.getDefaultInstance());
            } catch (StatusRuntimeException e) {
                return e.getStatus().getCode();
            }
        }
    }

    /** Answers a version only when told to. */
    private static final class Slow extends MilvusServiceGrpc.MilvusServiceImplBase {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch mayLeave = new CountDownLatch(1);

        @Override
        public void connect(ConnectRequest request, StreamObserver<ConnectResponse> observer) {
            observer.onNext(ConnectResponse.getDefaultInstance());
            observer.onCompleted();
        }

        @Override
        public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> observer) {
            entered.countDown();
            try {
                mayLeave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            observer.onNext(GetVersionResponse.newBuilder().setVersion("late").build());
            observer.onCompleted();
        }
    }
}
