package io.elanus.server.grpc;

import io.elanus.model.CollectionName;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * The database of a call: the one that the request names, else the one that the call's metadata name, else the default
 * one. pymilvus names it in the metadata alone.
 */
final class CallDatabase implements ServerInterceptor {
    private static final Metadata.Key<String> HEADER = Metadata.Key.of("dbname", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<String> OF_METADATA =
            Context.keyWithDefault("database", CollectionName.DATABASE_DEFAULT);

    /** @param requested the name in the request, perhaps empty */
    static String orRequested(String requested) {
        return requested.isEmpty() ? OF_METADATA.get() : requested;
    }

    static CollectionName collection(String requestedDatabase, String collection) {
        return new CollectionName(orRequested(requestedDatabase), collection);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String name = headers.get(HEADER);
        return name == null || name.isEmpty()
                ? next.startCall(call, headers)
                : Contexts.interceptCall(Context.current().withValue(OF_METADATA, name), call, headers, next);
    }
}
