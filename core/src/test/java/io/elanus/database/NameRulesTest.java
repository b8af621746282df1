package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameRulesTest {
    private static final String LONGEST = "a".repeat(NameRules.NAME_BYTES_MAX);

    private static void assertRefused(ThrowingCallable check, ErrorCode code, String text) {
        assertThatThrownBy(check)
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "_", "_1", "Abc_9", "like"})
    void goodCollectionNames(String name) {
        assertThatCode(() -> NameRules.checkCollection(name)).doesNotThrowAnyException();
        assertThatCode(() -> NameRules.checkAlias(name)).doesNotThrowAnyException();
        assertThatCode(() -> NameRules.checkDatabase(name)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1a", "a-b", "a b", "a.b", "\u00e4", "a\u00e4", " ", "$", "a$"})
    void badCollectionNames(String name) {
        assertRefused(
                () -> NameRules.checkCollection(name), ErrorCode.INVALID_PARAMETER, "Invalid collection name: " + name);
        assertRefused(
                () -> NameRules.checkAlias(name), ErrorCode.INVALID_PARAMETER, "Invalid collection alias: " + name);
        assertRefused(
                () -> NameRules.checkDatabase(name),
                ErrorCode.INVALID_DATABASE_NAME,
                "invalid database name[database=" + name + "]");
    }

    @Test
    void lengthsAreCountedInBytes() {
        assertThatCode(() -> NameRules.checkCollection(LONGEST)).doesNotThrowAnyException();
        assertRefused(
                () -> NameRules.checkCollection(LONGEST + "a"),
                ErrorCode.INVALID_PARAMETER,
                "the length of a collection name must be less than 255 characters");
        assertRefused(
                () -> NameRules.checkPartitionLength("\u00e4".repeat(128)),
                ErrorCode.INVALID_PARAMETER,
                "The length of a partition name must be less than 255 characters.");
    }

    @Test
    void emptyNamesAreRefused() {
        assertRefused(() -> NameRules.checkCollection(""), ErrorCode.INVALID_PARAMETER, "should not be empty");
        assertRefused(() -> NameRules.checkDatabase(""), ErrorCode.INVALID_DATABASE_NAME, "couldn't be empty");
        assertRefused(() -> NameRules.checkPartition(" "), ErrorCode.INVALID_PARAMETER, "should not be empty");
        assertRefused(() -> NameRules.checkField(" "), ErrorCode.FIELD_NAME_INVALID, "should not be empty");
        assertThatCode(() -> NameRules.checkIndex("")).doesNotThrowAnyException();
    }

    @Test
    void partitionsMayBeginWithADigitAndHaveDashes() {
        assertThatCode(() -> NameRules.checkPartition("2024-01")).doesNotThrowAnyException();
        assertRefused(() -> NameRules.checkPartition("-a"), ErrorCode.INVALID_PARAMETER, "The first character");
        assertRefused(() -> NameRules.checkPartition("a.b"), ErrorCode.INVALID_PARAMETER, "can only contain");
        assertThatCode(() -> NameRules.checkPartitionLength("any thing")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"like", "LIKE", "and", "true", "null", "NULL", "RowID", "Timestamp", "1a", "a-b"})
    void fieldNamesThatTheFilterLanguageOrTheSystemUses(String name) {
        assertRefused(
                () -> NameRules.checkField(name),
                ErrorCode.FIELD_NAME_INVALID,
                "field name invalid[field=" + name + "]");
    }

    @Test
    void indexNamesMayHaveBrackets() {
        assertThatCode(() -> NameRules.checkIndex("meta[key]")).doesNotThrowAnyException();
        assertRefused(() -> NameRules.checkIndex("a-b"), ErrorCode.INVALID_PARAMETER, "Invalid index name: a-b");
        assertRefused(() -> NameRules.checkIndex("1"), ErrorCode.INVALID_PARAMETER, "The first character");
    }
}
