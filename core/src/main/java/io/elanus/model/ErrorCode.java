package io.elanus.model;

/**
 * What went wrong, as far as a caller would act differently. The numbers are Milvus's.
 *
 * <p>The audience says who can mend it: the caller (the request is wrong), the operator (the machine is), or us.
 */
public enum ErrorCode {
    NOT_READY(1, Audience.OPERATOR, true),
    UNAVAILABLE(2, Audience.OPERATOR, false),
    MEMORY_LIMIT(3, Audience.OPERATOR, false),
    INTERNAL(5, Audience.US, false),
    DISK_LIMIT(7, Audience.OPERATOR, false),
    RATE_LIMIT(8, Audience.CALLER, true),
    QUOTA_EXCEEDED(9, Audience.CALLER, false),
    RESOURCE_INSUFFICIENT(12, Audience.OPERATOR, true),
    COLLECTION_NOT_FOUND(100, Audience.CALLER, false),
    COLLECTION_NOT_LOADED(101, Audience.CALLER, false),
    COLLECTION_LIMIT(102, Audience.CALLER, false),
    COLLECTION_LOADED(104, Audience.CALLER, false),
    SCHEMA_MISMATCH(109, Audience.CALLER, false),
    PARTITION_NOT_FOUND(200, Audience.CALLER, false),
    PARTITION_NOT_LOADED(201, Audience.CALLER, false),
    RESOURCE_GROUP_NOT_FOUND(300, Audience.CALLER, false),
    INDEX_NOT_FOUND(700, Audience.CALLER, false),
    INDEX_TYPE_UNSUPPORTED(701, Audience.CALLER, false),
    INDEX_DUPLICATE(702, Audience.CALLER, false),
    DATABASE_NOT_FOUND(800, Audience.CALLER, false),
    DATABASE_LIMIT(801, Audience.CALLER, false),
    INVALID_DATABASE_NAME(802, Audience.CALLER, false),
    IO_FAILED(1001, Audience.OPERATOR, false),
    CORRUPT(1004, Audience.OPERATOR, false),
    INVALID_PARAMETER(1100, Audience.CALLER, false),
    MISSING_PARAMETER(1101, Audience.CALLER, false),
    PARAMETER_TOO_LARGE(1102, Audience.CALLER, false),
    METRIC_NOT_FOUND(1200, Audience.CALLER, false),
    ALIAS_NOT_FOUND(1600, Audience.CALLER, false),
    ALIAS_NAME_CONFLICT(1601, Audience.CALLER, false),
    ALIAS_EXISTS(1602, Audience.CALLER, false),
    FIELD_NOT_FOUND(1700, Audience.CALLER, false),
    FIELD_NAME_INVALID(1701, Audience.CALLER, false),
    QUERY_PLAN(2201, Audience.CALLER, false),
    UNSUPPORTED(3000, Audience.CALLER, false),
    UNEXPECTED(65535, Audience.US, false);

    /** Who can mend it. */
    public enum Audience {
        CALLER,
        OPERATOR,
        US
    }

    private final int number;
    private final Audience audience;
    private final boolean retriable;

    ErrorCode(int number, Audience audience, boolean retriable) {
        this.number = number;
        this.audience = audience;
        this.retriable = retriable;
    }

    public int number() {
        return number;
    }

    public Audience audience() {
        return audience;
    }

    /** Whether the same request may succeed later. */
    public boolean retriable() {
        return retriable;
    }
}
