/** Milvus's gRPC services: from the wire's messages to the verbs of the product and back. */
@NullMarked
package io.elanus.server.grpc;

import org.jspecify.annotations.NullMarked;
