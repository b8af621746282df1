package io.elanus.testkit;

import io.elanus.durable.MappedObject;
import io.elanus.durable.ObjectInfo;
import io.elanus.durable.ObjectStore;
import io.elanus.durable.ObjectWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** An object store whose writes, commits and deletes fail as {@link Faults} say. */
public final class FaultyObjectStore implements ObjectStore {
    private final ObjectStore objects;
    private final Faults faults;

    public FaultyObjectStore(ObjectStore objects, Faults faults) {
        this.objects = objects;
        this.faults = faults;
    }

    @Override
    public ObjectWriter create(String key) {
        return new Writer(objects.create(key));
    }

    @Override
    public void commitAll(Collection<? extends ObjectWriter> writers) {
        List<ObjectWriter> inner = new ArrayList<>();
        writers.forEach(writer -> inner.add(((Writer) writer).inner));
        faults.run("commit of " + inner.size() + " objects", new Faults.Call<Boolean>() {
            @Override
            public Boolean run() {
                objects.commitAll(inner);
                return true;
            }

            @Override
            public void partly() {
                objects.commitAll(inner.subList(0, inner.size() / 2));
            }
        });
    }

    @Override
    public MappedObject open(String key) {
        return objects.open(key);
    }

    @Override
    public long size(String key) {
        return objects.size(key);
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        return objects.list(prefix);
    }

    @Override
    public long usableBytes() {
        return faults.usableBytes();
    }

    @Override
    public void delete(Collection<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        faults.run("delete of " + keys.size() + " objects", new Faults.Call<Boolean>() {
            @Override
            public Boolean run() {
                objects.delete(keys);
                return true;
            }

            @Override
            public void partly() {
                objects.delete(List.copyOf(keys).subList(0, keys.size() / 2));
            }
        });
    }

    private final class Writer implements ObjectWriter {
        private final ObjectWriter inner;

        Writer(ObjectWriter inner) {
            this.inner = inner;
        }

        @Override
        public String key() {
            return inner.key();
        }

        @Override
        public void write(ByteBuffer bytes) {
            faults.write("write to " + key(), bytes.remaining(), () -> inner.write(bytes));
        }

        @Override
        public long byteSize() {
            return inner.byteSize();
        }

        @Override
        public void commit() {
            commitAll(List.of(this));
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
