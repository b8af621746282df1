package io.elanus.durable;

class MemoryLogTest extends LogContract {
    private final MemoryLogStore content = new MemoryLogStore();

    @Override
    LogStore openStore() {
        return content;
    }
}
