package io.elanus.engine;

import io.elanus.durable.ByteReader;
import io.elanus.durable.ByteWriter;
import io.elanus.durable.MetaStore;
import io.elanus.durable.MetaStore.Change;
import io.elanus.durable.MetaStore.Condition;
import io.elanus.durable.MetaStore.Versioned;
import io.elanus.durable.ObjectInfo;
import io.elanus.durable.ObjectStore;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The manifests of one shard. Each is an immutable object under a name of its own; the one mutable thing is a small pointer
 * in the meta store, moved by compare-and-set: {@code epoch: varint, key of the manifest: string} (empty: no manifest yet).
 *
 * <p>Taking the shard over raises the epoch, so an owner that was deposed can move the pointer no more. Requires: one call
 * at a time.
 */
final class ManifestStore {
    private final ObjectStore objects;
    private final MetaStore metas;
    private final String prefix;
    private final String pointerKey;
    private long epoch;
    private String manifestKey = "";
    private int saveCount;

    /** Manifests that this owner wrote or replaced, and that may still be there. */
    private final Set<String> past = new HashSet<>();

    record Pointer(long epoch, String manifestKey) {
        byte[] encode() {
            return new ByteWriter().writeVarint(epoch).writeString(manifestKey).toBytes();
        }

        static Pointer decode(String key, byte[] value) {
            ByteReader in = new ByteReader(key, value);
            return new Pointer(in.readVarint(), in.readString());
        }
    }

    /** @param prefix of the shard's objects, ending in a slash */
    ManifestStore(ObjectStore objects, MetaStore metas, String prefix) {
        this.objects = objects;
        this.metas = metas;
        this.prefix = prefix;
        this.pointerKey = pointerKey(prefix);
    }

    static String pointerKey(String prefix) {
        return "shards/" + prefix;
    }

    /** Of each shard that has a pointer, the prefix of its objects. */
    static List<String> prefixes(MetaStore metas) {
        String head = pointerKey("");
        return metas.range(head).stream()
                .map(entry -> entry.key().substring(head.length()))
                .toList();
    }

    /** Forgets all shards whose objects have this prefix. */
    static void deletePointers(MetaStore metas, String prefix) {
        for (MetaStore.Entry entry : metas.range(pointerKey(prefix))) {
            metas.commit(List.of(), List.of(new Change.Delete(entry.key())));
        }
    }

    String prefix() {
        return prefix;
    }

    long epoch() {
        return epoch;
    }

    /** The manifest that counts; empty before the first. */
    String currentKey() {
        return manifestKey;
    }

    /** Becomes the owner of the shard, under a new epoch, and reads its manifest. */
    Manifest takeOver() {
        while (true) {
            Optional<Versioned> current = metas.get(pointerKey);
            Pointer before = current.map(value -> Pointer.decode(pointerKey, value.value()))
                    .orElse(new Pointer(0, ""));
            Pointer next = new Pointer(before.epoch() + 1, before.manifestKey());
            Condition unchanged = current.isPresent()
                    ? new Condition.HasRevision(pointerKey, current.get().revision())
                    : new Condition.IsAbsent(pointerKey);
            if (metas.commit(List.of(unchanged), List.of(new Change.Put(pointerKey, next.encode())))) {
                epoch = next.epoch();
                manifestKey = next.manifestKey();
                return manifestKey.isEmpty() ? Manifest.empty() : ManifestFormat.read(objects, manifestKey);
            }
        }
    }

    /**
     * Makes a manifest the current one.
     *
     * @return the keys of manifests that are not needed any more
     * @throws IllegalStateException if another owner has taken over
     * @throws io.elanus.durable.DurableException if it did not work; then it is unknown which manifest the pointer names
     */
    Set<String> save(Manifest manifest) {
        // Never a key again that an attempt before may have used: what it left may be what the pointer names.
        String key = prefix + "manifest-" + epoch + "-" + ++saveCount;
        past.add(key);
        ManifestFormat.write(objects, key, manifest);
        Versioned current = metas.get(pointerKey)
                .orElseThrow(() -> new IllegalStateException("shard is gone: pointer=" + pointerKey));
        boolean moved = Pointer.decode(pointerKey, current.value()).epoch() == epoch
                && metas.commit(
                        List.of(new Condition.HasRevision(pointerKey, current.revision())),
                        List.of(new Change.Put(pointerKey, new Pointer(epoch, key).encode())));
        if (!moved) {
            objects.delete(List.of(key));
            throw new IllegalStateException("another owner took the shard over: pointer=" + pointerKey);
        }
        past.add(manifestKey);
        past.remove(key);
        past.remove("");
        manifestKey = key;
        Set<String> replaced = Set.copyOf(past);
        past.clear();
        return replaced;
    }

    /** Deletes what a crash left behind: objects of the shard that its manifest does not name. */
    void deleteOrphans(Manifest manifest) {
        Set<String> named = manifest.keys();
        objects.delete(objects.list(prefix).stream()
                .map(ObjectInfo::key)
                .filter(key -> !named.contains(key) && !key.equals(manifestKey))
                .toList());
    }
}
