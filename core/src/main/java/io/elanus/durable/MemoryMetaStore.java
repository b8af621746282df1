package io.elanus.durable;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A meta store on the heap; closing changes nothing. */
public final class MemoryMetaStore implements MetaStore {
    private final ReentrantLock lock = new ReentrantLock();
    private final MetaTable table = new MetaTable();

    @Override
    public Optional<Versioned> get(String key) {
        lock.lock();
        try {
            return table.get(key);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Entry> range(String prefix) {
        lock.lock();
        try {
            return table.range(prefix);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean commit(List<Condition> when, List<Change> then) {
        MetaTable.requireValid(when, then);
        lock.lock();
        try {
            if (!table.holds(when)) {
                return false;
            }
            if (!then.isEmpty()) {
                table.apply(table.revision() + 1, then);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {}
}
