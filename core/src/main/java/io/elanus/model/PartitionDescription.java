package io.elanus.model;

/** A part of a collection that its user named. */
public record PartitionDescription(long id, String name, long createdTimestamp) {
    public static final String DEFAULT_NAME = "_default";
}
