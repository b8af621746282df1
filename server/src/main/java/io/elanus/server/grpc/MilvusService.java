package io.elanus.server.grpc;

import io.elanus.wire.CheckHealthRequest;
import io.elanus.wire.CheckHealthResponse;
import io.elanus.wire.ConnectRequest;
import io.elanus.wire.ConnectResponse;
import io.elanus.wire.ErrorCode;
import io.elanus.wire.GetVersionRequest;
import io.elanus.wire.GetVersionResponse;
import io.elanus.wire.MilvusServiceGrpc;
import io.elanus.wire.ServerInfo;
import io.elanus.wire.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicLong;

/** Milvus's service. Thread-safe; every call runs on a thread that may block. */
public final class MilvusService extends MilvusServiceGrpc.MilvusServiceImplBase {
    /** The release of Milvus whose protocol this is; clients show it, and a few tools compare it. */
    private static final String MILVUS_VERSION = "v2.6.6";

    private static final Status OK =
            Status.newBuilder().setErrorCode(ErrorCode.Success).build();

    private final String version;
    private final AtomicLong lastClientId;

    /**
     * @param version ours; follows Milvus's as build metadata, so that both kinds of version parser read it
     * @param firstClientId positive: the Node SDK takes a client id of zero for a server that is too old
     */
    public MilvusService(String version, long firstClientId) {
        this.version = MILVUS_VERSION + "+elanus." + version;
        this.lastClientId = new AtomicLong(firstClientId);
    }

    @Override
    public void connect(ConnectRequest request, StreamObserver<ConnectResponse> observer) {
        answer(
                observer,
                ConnectResponse.newBuilder()
                        .setStatus(OK)
                        .setIdentifier(lastClientId.getAndIncrement())
                        .setServerInfo(
                                ServerInfo.newBuilder().setBuildTags(version).setDeployMode("STANDALONE"))
                        .build());
    }

    @Override
    public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> observer) {
        answer(
                observer,
                GetVersionResponse.newBuilder()
                        .setStatus(OK)
                        .setVersion(version)
                        .build());
    }

    @Override
    public void checkHealth(CheckHealthRequest request, StreamObserver<CheckHealthResponse> observer) {
        answer(
                observer,
                CheckHealthResponse.newBuilder()
                        .setStatus(OK)
                        .setIsHealthy(true)
                        .build());
    }

    private static <T> void answer(StreamObserver<T> observer, T reply) {
        observer.onNext(reply);
        observer.onCompleted();
    }
}
