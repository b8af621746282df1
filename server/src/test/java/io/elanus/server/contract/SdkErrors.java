package io.elanus.server.contract;

import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.milvus.v2.exception.MilvusClientException;
import java.util.Arrays;
import java.util.function.Supplier;

/** What the SDK throws as what the database throws. */
final class SdkErrors {
    /** What Milvus answers in its older numbers when a collection to be described is not there. */
    private static final int COLLECTION_NOT_EXISTS = 4;

    private SdkErrors() {}

    static void translated(Runnable call) {
        translated(() -> {
            call.run();
            return true;
        });
    }

    static <T> T translated(Supplier<T> call) {
        try {
            return call.get();
        } catch (MilvusClientException e) {
            throw new DatabaseException(code(e.getServerErrCode()), String.valueOf(e.getMessage()), e);
        }
    }

    /** The SDK's own refusals have no number; they are all about parameters. */
    static ErrorCode code(int number) {
        if (number == COLLECTION_NOT_EXISTS) {
            return ErrorCode.COLLECTION_NOT_FOUND;
        }
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.number() == number)
                .findFirst()
                .orElse(ErrorCode.INVALID_PARAMETER);
    }
}
