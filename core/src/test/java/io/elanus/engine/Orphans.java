package io.elanus.engine;

import io.elanus.durable.MetaStore;
import io.elanus.durable.ObjectInfo;
import io.elanus.durable.ObjectStore;
import java.util.ArrayList;
import java.util.List;

/** Objects that take space and that nothing names. */
public final class Orphans {
    private Orphans() {}

    /** Requires: nothing runs behind; a flush or a build writes its files before a manifest names them. */
    public static List<String> in(ObjectStore objects, MetaStore metas) {
        List<String> orphans =
                new ArrayList<>(objects.list("").stream().map(ObjectInfo::key).toList());
        for (MetaStore.Entry entry : metas.range(ManifestStore.pointerKey(""))) {
            String manifest =
                    ManifestStore.Pointer.decode(entry.key(), entry.value()).manifestKey();
            if (!manifest.isEmpty()) {
                orphans.remove(manifest);
                orphans.removeAll(ManifestFormat.read(objects, manifest).keys());
            }
        }
        return orphans;
    }
}
