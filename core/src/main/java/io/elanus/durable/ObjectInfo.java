package io.elanus.durable;

/** One object of an {@link ObjectStore}, as a listing names it. */
public record ObjectInfo(String key, long size) {}
