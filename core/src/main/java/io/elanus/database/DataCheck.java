package io.elanus.database;

import io.elanus.durable.CorruptFileException;
import io.elanus.durable.Findings;
import io.elanus.durable.Findings.Finding;
import io.elanus.durable.MetaScan;
import io.elanus.durable.MetaStore;
import io.elanus.durable.ReadOnlyFolder;
import io.elanus.engine.ShardCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Verifies a data folder that nobody has open, and changes nothing in it.
 *
 * <p>Follows what the catalog names: the shards of each collection, their manifests, the files these name, their logs.
 * Every byte of these files is read. What is damaged hides what it names; files whose owner cannot be read are verified by
 * themselves, any others that nobody names are noted.
 */
public final class DataCheck {
    private final ReadOnlyFolder folder;
    private final Findings findings;

    /** @param fileCount files that were read */
    public record Summary(int fileCount, long byteSize, int problemCount) {
        @Override
        public String toString() {
            String result = switch (problemCount) {
                case 0 -> "no problem found";
                case 1 -> "1 problem";
                default -> problemCount + " problems";
            };
            return "checked " + fileCount + " files, " + byteSize + " bytes: " + result;
        }
    }

    private DataCheck(ReadOnlyFolder folder, Findings findings) {
        this.folder = folder;
        this.findings = findings;
    }

    /**
     * @param out is told what is found as it is found
     * @throws io.elanus.durable.DurableException if the folder is in use, of a newer version, or no data folder
     */
    public static Summary run(Path path, Consumer<Finding> out) {
        try (ReadOnlyFolder folder = ReadOnlyFolder.open(path)) {
            return new DataCheck(folder, new Findings(out)).run();
        }
    }

    private Summary run() {
        checkFormat();
        Optional<List<MetaStore.Entry>> metas = MetaScan.read(folder, findings);
        boolean catalogKnown = metas.isPresent() && checkCatalog(metas.get());
        checkRest(catalogKnown);
        return new Summary(folder.readCount(), folder.readBytes(), findings.problemCount());
    }

    private void checkFormat() {
        try {
            folder.requireFormat();
        } catch (CorruptFileException e) {
            findings.problem(e.file(), e.offset(), e.text());
        }
    }

    /** Answers whether all of the catalog could be read. */
    private boolean checkCatalog(List<MetaStore.Entry> metas) {
        boolean known = true;
        for (MetaStore.Entry entry : metas) {
            known &= findings.attempt(entry.key(), () -> checkEntry(entry, metas));
        }
        return known;
    }

    private void checkEntry(MetaStore.Entry entry, List<MetaStore.Entry> metas) {
        String key = entry.key();
        if (key.startsWith(Catalog.DATABASES)) {
            CatalogFormat.decodeDatabase(key, entry.value(), key.substring(Catalog.DATABASES.length()));
        } else if (key.startsWith(Catalog.ALIASES)) {
            CatalogFormat.decodeAlias(key, entry.value());
        } else if (key.startsWith(Catalog.COLLECTIONS)) {
            CollectionMeta meta = CatalogFormat.decodeCollection(key, entry.value());
            ShardCheck check = new ShardCheck(folder, findings, meta.schema(), meta.indexDefinitions());
            for (int shard = 0; shard < meta.shardCount(); shard++) {
                check.check(meta.id(), shard, metas);
            }
        }
    }

    private void checkRest(boolean catalogKnown) {
        if (!catalogKnown) {
            ShardCheck.checkUnnamed(folder, findings, "");
            folder.unreadLogs().forEach(name -> ShardCheck.checkLog(folder, findings, name));
        }
        folder.unread("").forEach(name -> findings.note(folder.path(name), -1, "nothing names this file"));
    }
}
