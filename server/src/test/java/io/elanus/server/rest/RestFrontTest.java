package io.elanus.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.elanus.Batch;
import io.elanus.Collection;
import io.elanus.Delete;
import io.elanus.Elanus;
import io.elanus.Field;
import io.elanus.database.DatabaseSettings;
import io.elanus.database.LocalDatabase;
import io.elanus.server.app.Server;
import io.elanus.server.app.ServerSettings;
import io.elanus.server.grpc.MilvusService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own pages, asked over HTTP of a server on a data folder. */
class RestFrontTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private LocalDatabase database;
    private Server server;
    private Collection films;

    @BeforeEach
    void start() {
        database = LocalDatabase.open(folder, DatabaseSettings.DEFAULT);
        server = Server.start(
                ServerSettings.of(Map.of("port", "0", "http-port", "0")),
                () -> database,
                opened -> new MilvusService(opened, "9.8.7"));
        films = Elanus.over(database)
                .createCollection("films", Field.int64("film_id").primaryKey(), Field.vector("plot", 2));
        films.insert(Batch.of().longs("film_id", 1, 2, 3).vectors("plot", new float[2], new float[2], new float[2]));
        films.flush();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode ask(String method, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + RestFront.PREFIX + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
        }
    }

    @Test
    void aCompactionIsPreviewedWatchedAndRemembered() throws Exception {
        films.delete(Delete.ids(2));
        JsonNode preview = ask("GET", "/compactions/preview?collectionName=films&kind=mix");
        assertThat(preview.at("/code").asInt()).isZero();
        assertThat(preview.at("/data/plans/0/reason").asText()).isEqualTo("MANUAL");
        assertThat(preview.at("/data/plans/0/estimate/rowsDropped").asLong()).isEqualTo(1);

        long job = films.compact().id();
        Elanus.over(database).compaction(job).await(Duration.ofMinutes(1));

        JsonNode done = ask("GET", "/compactions/" + job);
        assertThat(done.at("/data/completed").asBoolean()).isTrue();
        assertThat(done.at("/data/plans/0/state").asText()).isEqualTo("COMPLETED");
        assertThat(done.at("/data/plans/0/figures/rowsDropped").asLong()).isEqualTo(1);
        assertThat(done.at("/data/plans/0/targets/0").asLong())
                .isEqualTo(films.segments().get(0).id());
        assertThat(ask("GET", "/compactions?collectionName=films")
                        .at("/data/0/jobID")
                        .asLong())
                .isEqualTo(job);
        assertThat(ask("DELETE", "/compactions/" + job)
                        .at("/data/plans/0/state")
                        .asText())
                .as("a job that is over is left alone")
                .isEqualTo("COMPLETED");
    }

    @Test
    void spaceIsToldByPurpose() throws Exception {
        JsonNode space = ask("GET", "/space?collectionName=films").at("/data");
        assertThat(space.at("/live").asLong()).isPositive();
        assertThat(space.at("/total").asLong()).isEqualTo(films.space().total());
    }

    @Test
    void whatIsWrongIsToldWithMilvussCodes() throws Exception {
        assertThat(ask("GET", "/space?collectionName=nowhere").at("/code").asInt())
                .isEqualTo(100);
        assertThat(ask("GET", "/space").at("/code").asInt()).isEqualTo(1100);
        assertThat(ask("GET", "/compactions/x1").at("/code").asInt()).isEqualTo(1100);
        JsonNode kind = ask("GET", "/compactions/preview?collectionName=films&kind=tiny");
        assertThat(kind.at("/code").asInt()).isEqualTo(1100);
        assertThat(kind.at("/message").asText()).contains("kind=tiny");
    }
}
