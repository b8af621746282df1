package io.elanus.server.grpc;

import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import java.util.List;

/** Refusals that several calls share, in the words that clients match. */
final class Refusals {
    private Refusals() {}

    /** Something of Milvus's that is not here: said, and never silently left out. */
    static DatabaseException unsupported(String what) {
        return DatabaseException.invalid(what + " is not supported yet");
    }

    static void refuseIf(boolean asked, String what) {
        if (asked) {
            throw unsupported(what);
        }
    }

    static DatabaseException missing(String message) {
        return new DatabaseException(ErrorCode.MISSING_PARAMETER, message + ": missing parameter");
    }

    static DatabaseException collectionNotFound(CollectionName name) {
        return new DatabaseException(
                ErrorCode.COLLECTION_NOT_FOUND,
                "collection not found[database=" + name.database() + "][collection=" + name.collection() + "]");
    }

    static DatabaseException collectionNotLoaded(CollectionName name) {
        return new DatabaseException(
                ErrorCode.COLLECTION_NOT_LOADED, "collection not loaded[collection=" + name.collection() + "]");
    }

    static DatabaseException partitionsNotLoaded(List<String> names) {
        return new DatabaseException(
                ErrorCode.PARTITION_NOT_LOADED, "partition not loaded[partition=" + String.join(",", names) + "]");
    }

    static DatabaseException resourceGroupNotFound(String name) {
        return new DatabaseException(ErrorCode.RESOURCE_GROUP_NOT_FOUND, "resource group not found[rg=" + name + "]");
    }

    static void requireOneChange(boolean sets, boolean removes) {
        if (sets && removes) {
            throw DatabaseException.invalid("cannot provide both DeleteKeys and ExtraParams");
        }
    }
}
