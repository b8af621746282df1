package io.elanus.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.elanus.database.Database;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Our own pages beside Milvus's REST: what clients of its protocol have no call for. As there, the answer is 200 with
 * {@code {"code": 0, "data": …}}, or {@code {"code": …, "message": …}} if it went wrong.
 */
public final class RestFront {
    static final String PREFIX = "/v2/elanus";

    private static final ObjectMapper JSON = new ObjectMapper();

    private RestFront() {}

    /** Adds the pages to a server; each call runs on the server's blocking task executor. */
    public static void addTo(ServerBuilder server, Database database) {
        CompactionPages compactions = new CompactionPages(database);
        page(server, HttpMethod.GET, "/compactions", compactions::list);
        page(server, HttpMethod.GET, "/compactions/preview", compactions::preview);
        page(server, HttpMethod.GET, "/compactions/{job}", compactions::job);
        page(server, HttpMethod.DELETE, "/compactions/{job}", compactions::cancel);
        page(server, HttpMethod.GET, "/space", compactions::space);
    }

    private static void page(
            ServerBuilder server, HttpMethod method, String path, Function<PageRequest, Object> answer) {
        Route route = Route.builder().methods(method).path(PREFIX + path).build();
        server.service(route, page(answer));
    }

    private static HttpService page(Function<PageRequest, Object> answer) {
        return (context, request) -> HttpResponse.of(
                CompletableFuture.supplyAsync(() -> respond(context, answer), context.blockingTaskExecutor()));
    }

    private static HttpResponse respond(ServiceRequestContext context, Function<PageRequest, Object> answer) {
        Map<String, Object> body = new LinkedHashMap<>();
        try {
            Object content = answer.apply(new PageRequest(context));
            body.put("code", 0);
            body.put("data", content);
        } catch (DatabaseException e) {
            body.put("code", e.code().number());
            body.put("message", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            body.put("code", ErrorCode.UNEXPECTED.number());
            body.put("message", "unexpected error: " + e);
        }
        try {
            return HttpResponse.of(HttpStatus.OK, MediaType.JSON, JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("answer cannot be written as JSON: " + body, e);
        }
    }
}
