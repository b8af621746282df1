package io.elanus.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.server.app.ServerSettings.LogSync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSettingsTest {
    @Test
    void absentKeysHaveDefaults() {
        assertThat(ServerSettings.of(Map.of()))
                .isEqualTo(new ServerSettings(
                        Path.of("elanus-data"), 19530, 9091, "127.0.0.1", LogSync.ALWAYS, true, 1.5));
    }

    @Test
    void fileHoldsOneSettingALine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("elanus.conf"), """
                # a comment
                port: 1234
                log.sync = os
                compaction.automatic = false
                compaction.search-slowdown-max = 2
                """);
        assertThat(ServerSettings.of(ServerSettings.read(file)))
                .isEqualTo(new ServerSettings(Path.of("elanus-data"), 1234, 9091, "127.0.0.1", LogSync.OS, false, 2));
    }

    @Test
    void refusalsNameTheKey(@TempDir Path folder) {
        assertThatThrownBy(() -> ServerSettings.of(Map.of("prot", "1")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("key=prot");
        assertThatThrownBy(() -> ServerSettings.of(Map.of("port", "65536")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("key=port, value=65536");
        assertThatThrownBy(() -> ServerSettings.of(Map.of("log.sync", "never")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("key=log.sync, value=never");
        assertThatThrownBy(() -> ServerSettings.of(Map.of("compaction.automatic", "perhaps")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("key=compaction.automatic, value=perhaps");
        assertThatThrownBy(() -> ServerSettings.of(Map.of("compaction.search-slowdown-max", "0.5")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("key=compaction.search-slowdown-max, value=0.5");
        assertThatThrownBy(() -> ServerSettings.of(Map.of("bind", " ")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("key=bind");
        assertThatThrownBy(() -> ServerSettings.read(folder.resolve("absent")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("absent");
    }
}
