package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.CollectionName;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.wire.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("deprecation") // error_code
class StatusesTest {
    @Test
    void successHasNeitherNumberNorExtraInformation() {
        assertThat(Statuses.OK.getCode()).isZero();
        assertThat(Statuses.OK.getErrorCode()).isEqualTo(io.elanus.wire.ErrorCode.Success);
        assertThat(Statuses.OK.getExtraInfoMap()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_READY, 1, NotReadyServe, true, false",
        "RATE_LIMIT, 8, RateLimit, true, false",
        "COLLECTION_NOT_FOUND, 100, CollectionNotExists, false, true",
        "COLLECTION_NOT_LOADED, 101, UnexpectedError, false, true",
        "SCHEMA_MISMATCH, 109, SchemaMismatch, false, true",
        "PARTITION_NOT_FOUND, 200, MetaFailed, false, true",
        "INDEX_NOT_FOUND, 700, IndexNotExist, false, true",
        "IO_FAILED, 1001, UnexpectedError, false, false",
        "INVALID_PARAMETER, 1100, IllegalArgument, false, true",
        "UNEXPECTED, 65535, UnexpectedError, false, false"
    })
    void failuresHaveBothNumbers(
            ErrorCode code, int number, io.elanus.wire.ErrorCode older, boolean retriable, boolean inputError) {
        Status status = Statuses.of(new DatabaseException(code, "what was wrong"));
        assertThat(status.getCode()).isEqualTo(number);
        assertThat(status.getErrorCode()).isEqualTo(older);
        assertThat(status.getReason()).isEqualTo("what was wrong").isEqualTo(status.getDetail());
        assertThat(status.getRetriable()).isEqualTo(retriable);
        assertThat(status.getExtraInfoMap().containsKey("is_input_error")).isEqualTo(inputError);
    }

    @ParameterizedTest
    @EnumSource
    void noFailureLooksLikeASuccess(ErrorCode code) {
        assertThat(Statuses.of(new DatabaseException(code, "x")).getErrorCode())
                .isNotEqualTo(io.elanus.wire.ErrorCode.Success);
    }

    @Test
    void missingCollectionIsDescribedByTheOlderNumberAlone() {
        Status status = Statuses.cannotFind(new CollectionName("d", "c"));
        assertThat(status.getCode()).isZero();
        assertThat(status.getErrorCodeValue()).isEqualTo(4);
        assertThat(status.getReason()).isEqualTo("can't find collection[database=d][collection=c]");
    }
}
