package io.elanus.durable;

/** When an append counts as durable. */
public enum SyncPolicy {
    /** After an fsync, which many appends share: survives the loss of power. */
    ALWAYS,
    /** After the write; an fsync follows within an interval: survives the process, and the machine except for that interval. */
    INTERVAL,
    /** After the write; the operating system decides about the disk: survives the process, not the machine. */
    OS
}
