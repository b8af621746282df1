package io.elanus.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreTest extends ObjectStoreContract {
    @TempDir
    Path folder;

    @Override
    ObjectStore openStore() {
        return new LocalObjectStore(folder);
    }

    @Test
    void removesWhatACrashLeftHalfWritten() throws IOException {
        ObjectWriter abandoned = openStore().create("a/1");
        abandoned.write(ByteBuffer.allocate(100));
        openStore();
        assertThat(everythingIn(folder)).containsExactly(".incoming");
        abandoned.close();
    }

    @Test
    void removesEmptyFolders() throws IOException {
        ObjectStore store = openStore();
        store.put("a/b/c/1", new byte[1]);
        store.put("a/2", new byte[1]);
        store.delete(List.of("a/b/c/1"));
        assertThat(everythingIn(folder)).containsExactly(".incoming", "a", "a/2");
        store.delete(List.of("a/2"));
        assertThat(everythingIn(folder)).containsExactly(".incoming");
    }

    private static List<String> everythingIn(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> !path.equals(folder))
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
