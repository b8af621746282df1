package io.elanus.durable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** Logs on the heap; a log that was closed can be opened again with its records. */
public final class MemoryLogStore implements LogStore {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, MemoryLog.Records> records = new TreeMap<>();
    private final Map<String, MemoryLog> opened = new TreeMap<>();

    @Override
    public Log open(String name) {
        LogStore.requireName(name);
        lock.lock();
        try {
            requireNotOpen(name);
            MemoryLog log = new MemoryLog(name, records.computeIfAbsent(name, _ -> new MemoryLog.Records()));
            opened.put(name, log);
            return log;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> names() {
        lock.lock();
        try {
            return List.copyOf(records.keySet());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void delete(String name) {
        LogStore.requireName(name);
        lock.lock();
        try {
            requireNotOpen(name);
            records.remove(name);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<MemoryLog> logs;
        lock.lock();
        try {
            logs = new ArrayList<>(opened.values());
            opened.clear();
        } finally {
            lock.unlock();
        }
        logs.forEach(MemoryLog::close);
    }

    private void requireNotOpen(String name) {
        MemoryLog log = opened.get(name);
        if (log != null && !log.isClosed()) {
            throw new IllegalStateException("log is open: log=" + name);
        }
        opened.remove(name);
    }
}
