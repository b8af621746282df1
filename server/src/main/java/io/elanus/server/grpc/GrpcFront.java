package io.elanus.server.grpc;

import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Status;

/** How our gRPC services are carried: formats, sizes and threads, as Milvus's clients expect them. */
public final class GrpcFront {
    public static final int REQUEST_BYTES_MAX = 64 << 20;
    public static final int RESPONSE_BYTES_MAX = 256 << 20;

    private GrpcFront() {}

    /** The services beside {@code grpc.health.v1.Health}, each call on the server's blocking task executor. */
    public static GrpcService of(BindableService... services) {
        return GrpcService.builder()
                .addServices(services)
                .intercept(new CallDatabase())
                .enableHealthCheckService(true)
                // With JSON among the formats, a marshaller for every message is built at start: four seconds.
                .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
                .maxRequestMessageLength(REQUEST_BYTES_MAX)
                .maxResponseMessageLength(RESPONSE_BYTES_MAX)
                .useBlockingTaskExecutor(true)
                .exceptionHandler(GrpcFront::inMilvusWords)
                .build();
    }

    /** Clients match Milvus's text for a message over a limit, whichever way it goes. */
    private static Status inMilvusWords(RequestContext context, Status status, Throwable cause, Metadata metadata) {
        return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
                ? status.withDescription("message larger than max: " + status.getDescription())
                : status;
    }
}
