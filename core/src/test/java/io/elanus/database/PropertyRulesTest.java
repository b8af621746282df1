package io.elanus.database;

import static io.elanus.model.CollectionProperties.TIMEZONE;
import static io.elanus.model.CollectionProperties.TTL_FIELD;
import static io.elanus.model.CollectionProperties.TTL_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.CollectionSchema;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.FieldSchema;
import io.elanus.segment.ExpiryRule;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyRulesTest {
    private static final CollectionSchema SCHEMA = CollectionSchema.of(
            "c",
            FieldSchema.builder("id", DataType.INT64).id(100).primaryKey(true).build(),
            FieldSchema.builder("until", DataType.TIMESTAMPTZ).id(101).build());

    private static void assertRefused(Map<String, String> set, Map<String, String> before, String message) {
        assertThatThrownBy(() -> PropertyRules.checkAltered(set, before, SCHEMA))
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMETER))
                .hasMessage(message + ": invalid parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "1", "+60", "3155760000"})
    void secondsToLiveMayBeUpToAHundredYears(String seconds) {
        PropertyRules.checkCreated(Map.of(TTL_SECONDS, seconds), SCHEMA);
        PropertyRules.checkAltered(Map.of(TTL_SECONDS, seconds), Map.of(), SCHEMA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "1.5", " 60", "1e3", "9223372036854775808"})
    void secondsToLiveAreANumber(String text) {
        assertRefused(Map.of(TTL_SECONDS, text), Map.of(), "collection TTL is not a valid positive integer");
    }

    @ParameterizedTest
    @ValueSource(longs = {-2, 3_155_760_001L, 9_223_372_036_854_775_800L})
    void secondsToLiveOutsideTheRangeAreRefused(long seconds) {
        assertRefused(
                Map.of(TTL_SECONDS, Long.toString(seconds)),
                Map.of(),
                "collection TTL is out of range, expect [-1, 3155760000], got " + seconds);
    }

    @Test
    void theFieldThatSaysWhenARowExpiresHoldsTimes() {
        PropertyRules.checkCreated(Map.of(TTL_FIELD, "until"), SCHEMA);
        assertRefused(Map.of(TTL_FIELD, "id"), Map.of(), "ttl field must be timestamptz, field name = id");
        assertRefused(Map.of(TTL_FIELD, "none"), Map.of(), "ttl field name none not found in schema");
    }

    @Test
    void rowsExpireByOneRuleOnly() {
        Map<String, String> both = Map.of(TTL_FIELD, "until", TTL_SECONDS, "60");
        assertThatThrownBy(() -> PropertyRules.checkCreated(both, SCHEMA))
                .hasMessage("collection TTL and ttl field cannot be set at the same time: invalid parameter");
        assertRefused(both, Map.of(), "collection TTL and ttl field cannot be set at the same time");
        assertRefused(
                Map.of(TTL_SECONDS, "60"),
                Map.of(TTL_FIELD, "until"),
                "ttl field is already exists, cannot be set collection TTL");
        assertRefused(
                Map.of(TTL_FIELD, "until"),
                Map.of(TTL_SECONDS, "60"),
                "collection TTL is already set, cannot be set ttl field");
        PropertyRules.checkAltered(Map.of(TTL_FIELD, "until"), Map.of(TTL_FIELD, "other"), SCHEMA);
    }

    @Test
    void aTimezoneIsOneOfTheIanaDatabase() {
        PropertyRules.checkTimezone(Map.of(TIMEZONE, "Asia/Shanghai"));
        assertRefused(Map.of(TIMEZONE, "Mars/Olympus"), Map.of(), "unknown or invalid IANA Time Zone ID: Mars/Olympus");
    }

    @Test
    void theRuleFollowsFromTheProperties() {
        assertThat(PropertyRules.expiryRule(Map.of(), SCHEMA)).isEqualTo(ExpiryRule.NEVER);
        assertThat(PropertyRules.expiryRule(Map.of(TTL_SECONDS, "60"), SCHEMA))
                .isEqualTo(new ExpiryRule.AfterWrite(Duration.ofMinutes(1)));
        assertThat(PropertyRules.expiryRule(Map.of(TTL_FIELD, "until"), SCHEMA)).isEqualTo(new ExpiryRule.AtField(101));
    }

    /** milvus-io/milvus#46736: a property that is no rule must not keep anything from being read or compacted. */
    @ParameterizedTest
    @CsvSource({
        "collection.ttl.seconds, soon",
        "collection.ttl.seconds, ''",
        "collection.ttl.seconds, -1",
        "collection.ttl.seconds, 0",
        "collection.ttl.seconds, -5",
        "collection.ttl.seconds, 99999999999999",
        "ttl_field, none",
        "ttl_field, id",
    })
    void invalidTtlPropertyBlocksNothing46736(String key, String value) {
        assertThat(PropertyRules.expiryRule(Map.of(key, value), SCHEMA)).isEqualTo(ExpiryRule.NEVER);
    }
}
