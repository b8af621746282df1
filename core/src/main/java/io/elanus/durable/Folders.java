package io.elanus.durable;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a file system needs so that names survive the loss of power. */
final class Folders {
    private Folders() {}

    /** Makes the names in a folder durable: files created, renamed or deleted. */
    static void force(Path folder) throws IOException {
        if (File.separatorChar == '\\') {
            return; // Windows cannot open a folder, and keeps names in a journal by itself.
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Creates a folder and those above it, durably. */
    static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("folder has no parent: folder=" + folder);
        }
        create(parent);
        Files.createDirectory(folder);
        force(parent);
    }
}
