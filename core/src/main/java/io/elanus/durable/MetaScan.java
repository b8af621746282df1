package io.elanus.durable;

import io.elanus.durable.MetaStore.Entry;
import java.util.List;
import java.util.Optional;

/** Reads the meta store of a folder where it lies. */
public final class MetaScan {
    private final MetaTable table = new MetaTable();
    private boolean complete;

    private MetaScan() {}

    /** All that the store holds; empty if a problem was found, as then its content is not known. */
    public static Optional<List<Entry>> read(ReadOnlyFolder folder, Findings findings) {
        return new MetaScan().readAll(folder, findings);
    }

    private Optional<List<Entry>> readAll(ReadOnlyFolder folder, Findings findings) {
        List<LogFileScan> files = folder.metaLog();
        if (files.isEmpty()) {
            return missing(folder, findings);
        }
        complete = files.getFirst().begin().equals(LogPosition.START);
        boolean whole = true;
        for (LogFileScan file : files) {
            whole &= file.check(findings, frame -> replay(file, frame)).isPresent();
        }
        if (whole && !complete) {
            findings.problem(
                    files.getFirst().path().toString(), 0, "meta store has lost its beginning, and holds no snapshot");
        }
        return whole && complete ? Optional.of(table.range("")) : Optional.empty();
    }

    /** A folder has no meta store only as long as it has nothing else. */
    private static Optional<List<Entry>> missing(ReadOnlyFolder folder, Findings findings) {
        if (folder.unreadObjects("").isEmpty() && folder.unreadLogs().isEmpty()) {
            return Optional.of(List.of());
        }
        findings.problem(folder.metaPath().toString(), -1, "meta store is missing");
        return Optional.empty();
    }

    private void replay(LogFileScan file, LogFileScan.Frame frame) {
        if (!frame.isMark()) {
            MetaRecord record = MetaRecord.decode(file.path().toString(), frame.offset(), frame.payload());
            table.replay(record);
            complete |= record instanceof MetaRecord.Snapshot;
        }
    }
}
