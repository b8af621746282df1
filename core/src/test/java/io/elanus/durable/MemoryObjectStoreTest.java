package io.elanus.durable;

class MemoryObjectStoreTest extends ObjectStoreContract {
    private final ObjectStore store = new MemoryObjectStore();

    @Override
    ObjectStore openStore() {
        return store;
    }
}
