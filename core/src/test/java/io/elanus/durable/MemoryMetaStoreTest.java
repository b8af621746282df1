package io.elanus.durable;

class MemoryMetaStoreTest extends MetaStoreContract {
    private final MetaStore content = new MemoryMetaStore();

    @Override
    MetaStore openStore() {
        return content;
    }
}
