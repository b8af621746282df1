package io.elanus.server.grpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.elanus.database.Database;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.wire.AllocTimestampResponse;
import io.elanus.wire.CheckHealthResponse;
import io.elanus.wire.ComponentInfo;
import io.elanus.wire.ComponentStates;
import io.elanus.wire.ConnectResponse;
import io.elanus.wire.GetMetricsRequest;
import io.elanus.wire.GetMetricsResponse;
import io.elanus.wire.GetVersionResponse;
import io.elanus.wire.ServerInfo;
import io.elanus.wire.StateCode;

/** Who is here, since when, and how it fares. */
final class SessionHandler {
    /** The release of Milvus whose protocol this is; clients show it, and a few tools compare it. */
    private static final String MILVUS_VERSION = "v2.6.6";

    private static final String DEPLOY_MODE = "STANDALONE";
    private static final String SYSTEM_METRICS = "system_info";

    private final Database database;
    private final String version;

    /** @param version ours; follows Milvus's as build metadata, so that both kinds of version parser read it */
    SessionHandler(Database database, String version) {
        this.database = database;
        this.version = MILVUS_VERSION + "+elanus." + version;
    }

    /** The Node SDK takes a client id of zero for a server that is too old; a timestamp never is zero. */
    ConnectResponse connect() {
        database.describeDatabase(CallDatabase.orRequested(""));
        return ConnectResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setIdentifier(database.allocateTimestamp())
                .setServerInfo(ServerInfo.newBuilder().setBuildTags(version).setDeployMode(DEPLOY_MODE))
                .build();
    }

    GetVersionResponse version() {
        return GetVersionResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setVersion(version)
                .build();
    }

    CheckHealthResponse health() {
        return CheckHealthResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setIsHealthy(true)
                .build();
    }

    ComponentStates components() {
        return ComponentStates.newBuilder()
                .setStatus(Statuses.OK)
                .setState(ComponentInfo.newBuilder()
                        .setNodeID(Node.ID)
                        .setRole("proxy")
                        .setStateCode(StateCode.Healthy))
                .build();
    }

    AllocTimestampResponse timestamp() {
        return AllocTimestampResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setTimestamp(database.allocateTimestamp())
                .build();
    }

    /** Request and reply are JSON texts; Attu draws its system page from them. */
    GetMetricsResponse metrics(GetMetricsRequest request) {
        String kind = Json.parseObject(request.getRequest(), "failed to parse the metric request")
                .path("metric_type")
                .asText();
        if (!kind.equals(SYSTEM_METRICS)) {
            throw new DatabaseException(ErrorCode.METRIC_NOT_FOUND, "metric not found[metric=" + kind + "]");
        }
        return GetMetricsResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setResponse(systemMetrics().toString())
                .setComponentName(Node.NAME)
                .build();
    }

    private ObjectNode systemMetrics() {
        Runtime runtime = Runtime.getRuntime();
        ObjectNode reply = Json.object();
        ObjectNode node = reply.putArray("nodes_info").addObject();
        node.put("identifier", Node.ID).putArray("connected");
        ObjectNode infos = node.putObject("infos")
                .put("has_error", false)
                .put("error_reason", "")
                .put("name", Node.NAME)
                .put("type", "standalone")
                .put("id", Node.ID);
        infos.putObject("hardware_infos")
                .put("cpu_core_count", runtime.availableProcessors())
                .put("memory", runtime.maxMemory())
                .put("memory_usage", runtime.totalMemory() - runtime.freeMemory());
        infos.putObject("system_info").put("build_version", version).put("deploy_mode", DEPLOY_MODE);
        return reply;
    }
}
