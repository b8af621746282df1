package io.elanus.model;

/** Whether a collection or partition can be searched. The numbers are Milvus's. */
public enum LoadState {
    NOT_EXIST(0),
    NOT_LOADED(1),
    LOADING(2),
    LOADED(3);

    private final int number;

    LoadState(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
