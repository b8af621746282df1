package io.elanus.model;

/** A collection, or an alias of one, within its database. */
public record CollectionName(String database, String collection) {
    public static final String DATABASE_DEFAULT = "default";

    public static CollectionName of(String collection) {
        return new CollectionName(DATABASE_DEFAULT, collection);
    }
}
