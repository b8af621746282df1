package io.elanus.database;

import io.elanus.engine.Collection;
import io.elanus.engine.EngineResources;

/** What a crash in the middle of a drop left in the stores: rows of collections that the catalog no longer has. */
final class Leftovers {
    private final EngineResources resources;
    private final Catalog catalog;

    Leftovers(EngineResources resources, Catalog catalog) {
        this.resources = resources;
        this.catalog = catalog;
    }

    void delete() {
        Collection.idsInStores(resources).stream()
                .filter(id -> catalog.find(id).isEmpty())
                .forEach(id -> Collection.delete(id, resources));
    }
}
