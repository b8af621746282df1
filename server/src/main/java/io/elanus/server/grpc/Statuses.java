package io.elanus.server.grpc;

import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.ErrorCode.Audience;
import io.elanus.wire.Status;

/**
 * How a call went, as clients read it: by {@code code}, and by the older {@code error_code}, which the Node SDK compares
 * everywhere. A success has neither, and no extra information either: pymilvus takes any on a write for a cost report.
 */
@SuppressWarnings("deprecation") // error_code
final class Statuses {
    static final Status OK = Status.getDefaultInstance();

    private static final String INPUT_ERROR_FLAG = "is_input_error";

    private Statuses() {}

    static Status of(DatabaseException failure) {
        ErrorCode code = failure.code();
        Status.Builder status = failure(String.valueOf(failure.getMessage()))
                .setCode(code.number())
                .setErrorCode(older(code))
                .setRetriable(code.retriable());
        // What may succeed later was no mistake of the caller.
        if (code.audience() == Audience.CALLER && !code.retriable()) {
            status.putExtraInfo(INPUT_ERROR_FLAG, "true");
        }
        return status.build();
    }

    /** A defect of ours. */
    static Status unexpected(Throwable failure) {
        return failure("unexpected error: " + failure)
                .setCode(ErrorCode.UNEXPECTED.number())
                .setErrorCode(older(ErrorCode.UNEXPECTED))
                .build();
    }

    /** What DescribeCollection alone answers for a collection that does not exist; clients match number and text. */
    static Status cannotFind(CollectionName name) {
        return failure("can't find collection[database=" + name.database() + "][collection=" + name.collection() + "]")
                .setErrorCode(io.elanus.wire.ErrorCode.CollectionNotExists)
                .putExtraInfo(INPUT_ERROR_FLAG, "true")
                .build();
    }

    private static Status.Builder failure(String text) {
        return Status.newBuilder().setReason(text).setDetail(text);
    }

    private static io.elanus.wire.ErrorCode older(ErrorCode code) {
        return switch (code) {
            case NOT_READY -> io.elanus.wire.ErrorCode.NotReadyServe;
            case MEMORY_LIMIT -> io.elanus.wire.ErrorCode.InsufficientMemoryToLoad;
            case DISK_LIMIT -> io.elanus.wire.ErrorCode.DiskQuotaExhausted;
            case RATE_LIMIT -> io.elanus.wire.ErrorCode.RateLimit;
            case QUOTA_EXCEEDED -> io.elanus.wire.ErrorCode.ForceDeny;
            case COLLECTION_NOT_FOUND -> io.elanus.wire.ErrorCode.CollectionNotExists;
            case SCHEMA_MISMATCH -> io.elanus.wire.ErrorCode.SchemaMismatch;
            case PARTITION_NOT_FOUND -> io.elanus.wire.ErrorCode.MetaFailed;
            case INDEX_NOT_FOUND -> io.elanus.wire.ErrorCode.IndexNotExist;
            case INVALID_PARAMETER, MISSING_PARAMETER, PARAMETER_TOO_LARGE -> io.elanus.wire.ErrorCode.IllegalArgument;
            case UNAVAILABLE,
                    INTERNAL,
                    COLLECTION_NOT_LOADED,
                    COLLECTION_LIMIT,
                    COLLECTION_LOADED,
                    PARTITION_NOT_LOADED,
                    RESOURCE_GROUP_NOT_FOUND,
                    RESOURCE_INSUFFICIENT,
                    INDEX_TYPE_UNSUPPORTED,
                    INDEX_DUPLICATE,
                    DATABASE_NOT_FOUND,
                    DATABASE_LIMIT,
                    INVALID_DATABASE_NAME,
                    IO_FAILED,
                    CORRUPT,
                    METRIC_NOT_FOUND,
                    ALIAS_NOT_FOUND,
                    ALIAS_NAME_CONFLICT,
                    ALIAS_EXISTS,
                    FIELD_NOT_FOUND,
                    FIELD_NAME_INVALID,
                    QUERY_PLAN,
                    UNSUPPORTED,
                    UNEXPECTED -> io.elanus.wire.ErrorCode.UnexpectedError;
        };
    }
}
