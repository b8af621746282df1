package io.elanus.durable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/** Objects on the heap. */
public final class MemoryObjectStore implements ObjectStore {
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public ObjectWriter create(String key) {
        requireNew(key);
        return new Writer(key);
    }

    @Override
    public void commitAll(Collection<? extends ObjectWriter> writers) {
        for (ObjectWriter writer : writers) {
            if (!(writer instanceof Writer own) || !own.belongsTo(this)) {
                throw new IllegalArgumentException("object writer is of another store: key=" + writer.key());
            }
            own.requireOpen();
            own.closed = true;
            if (objects.putIfAbsent(own.key, own.bytes.toByteArray()) != null) {
                throw new IllegalStateException("object exists, and keys are written once: key=" + own.key);
            }
        }
    }

    @Override
    public MappedObject open(String key) {
        return MappedObject.copyOf(key, bytes(key));
    }

    @Override
    public long size(String key) {
        return bytes(key).length;
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        ObjectKey.requirePrefix(prefix);
        return objects.tailMap(prefix).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> new ObjectInfo(entry.getKey(), entry.getValue().length))
                .toList();
    }

    @Override
    public long usableBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public void delete(Collection<String> keys) {
        keys.forEach(ObjectKey::require);
        keys.forEach(objects::remove);
    }

    private byte[] bytes(String key) {
        ObjectKey.require(key);
        byte[] bytes = objects.get(key);
        if (bytes == null) {
            throw new DurableException("object is missing: key=" + key);
        }
        return bytes;
    }

    private void requireNew(String key) {
        ObjectKey.require(key);
        if (objects.containsKey(key)) {
            throw new IllegalStateException("object exists, and keys are written once: key=" + key);
        }
    }

    private final class Writer implements ObjectWriter {
        private final String key;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean closed;

        private Writer(String key) {
            this.key = key;
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        public void write(ByteBuffer added) {
            requireOpen();
            byte[] copy = new byte[added.remaining()];
            added.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public long byteSize() {
            return bytes.size();
        }

        @Override
        public void commit() {
            commitAll(List.of(this));
        }

        @Override
        public void close() {
            closed = true;
        }

        private boolean belongsTo(MemoryObjectStore store) {
            return store == MemoryObjectStore.this;
        }

        private void requireOpen() {
            if (closed) {
                throw new IllegalStateException("object writer is closed: key=" + key);
            }
        }
    }
}
