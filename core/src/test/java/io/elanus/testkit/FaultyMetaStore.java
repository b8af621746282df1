package io.elanus.testkit;

import io.elanus.durable.MetaStore;
import java.util.List;
import java.util.Optional;

/** A meta store whose commits fail as {@link Faults} say. */
public final class FaultyMetaStore implements MetaStore {
    private final MetaStore metas;
    private final Faults faults;

    public FaultyMetaStore(MetaStore metas, Faults faults) {
        this.metas = metas;
        this.faults = faults;
    }

    @Override
    public Optional<Versioned> get(String key) {
        return metas.get(key);
    }

    @Override
    public List<Entry> range(String prefix) {
        return metas.range(prefix);
    }

    @Override
    public boolean commit(List<Condition> when, List<Change> then) {
        return faults.run("commit of " + then, byteSize(then), true, () -> metas.commit(when, then));
    }

    private static long byteSize(List<Change> changes) {
        long bytes = 0;
        for (Change change : changes) {
            bytes += switch (change) {
                case Change.Put put -> put.key().length() + put.value().length;
                case Change.Delete delete -> delete.key().length();
            };
        }
        return bytes;
    }

    @Override
    public void close() {
        metas.close();
    }
}
