package io.elanus.engine;

import io.elanus.durable.ByteBudget;
import io.elanus.durable.DataFolder;
import io.elanus.durable.LogSettings;
import io.elanus.durable.SyncPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A data folder on a disk, with the stores of one collection in it, and what a crash does to such a folder. */
final class TestFolder implements AutoCloseable {
    private static final int UNSYNCED_BYTES_MAX = 16 << 20;

    private final DataFolder folder;
    final TestStores stores;

    /** @param catalog tells the stores what the catalog says */
    TestFolder(Path path, UnaryOperator<TestStores> catalog) {
        // What has been written outlives the process; what a crash of the machine takes away is cut off by the tests.
        LogSettings settings =
                new LogSettings(SyncPolicy.OS, LogSettings.DEFAULT.syncInterval(), LogSettings.DEFAULT.fileBytesMax());
        this.folder = DataFolder.open(path, settings, new ByteBudget("unsynced", UNSYNCED_BYTES_MAX));
        this.stores = catalog.apply(new TestStores(folder.objects(), folder.meta(), folder.logs()));
    }

    /** The contents of every file, by its path in the folder. */
    static Map<Path, byte[]> contents(Path folder) throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(path), Files.readAllBytes(path));
            }
        }
        return contents;
    }

    /** Makes a folder that holds these files. */
    static void write(Path folder, Map<Path, byte[]> contents) throws IOException {
        for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.resolveSibling(""));
            Files.write(path, file.getValue());
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
