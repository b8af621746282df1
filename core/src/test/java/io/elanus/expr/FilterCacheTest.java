package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.CollectionSchema;
import io.elanus.model.DatabaseException;
import io.elanus.model.RowSet;
import io.elanus.model.Value;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FilterCacheTest {
    private static final CollectionSchema SCHEMA = FilterFixture.SCHEMA;
    private final AtomicLong seeds = new AtomicLong();
    private final FilterCache cache = new FilterCache(seeds::incrementAndGet);

    private Filter parse(String text) {
        return cache.parse(text, SCHEMA, Map.of(), ZoneOffset.UTC);
    }

    @Test
    void aTextIsParsedOnce() {
        assertThat(parse("age > 1")).isSameAs(parse("age > " + 1)).isNotSameAs(parse("age > 2"));
    }

    @Test
    void schemaAndZoneMakeAnotherFilter() {
        CollectionSchema changed = SCHEMA.withName(SCHEMA.name());
        Filter filter = parse("age > 1");

        assertThat(cache.parse("age > 1", changed, Map.of(), ZoneOffset.UTC)).isNotSameAs(filter);
        assertThat(cache.parse("age > 1", SCHEMA, Map.of(), ZoneId.of("Asia/Tokyo")))
                .isNotSameAs(filter);
    }

    @Test
    void templatesAreFilledInEachTime() {
        Filter one = cache.parse("id == {x}", SCHEMA, Map.of("x", new Value.Int(1)), ZoneOffset.UTC);
        Filter two = cache.parse("id == {x}", SCHEMA, Map.of("x", new Value.Int(2)), ZoneOffset.UTC);

        assertThat(one.predicate()).isNotEqualTo(two.predicate());
    }

    @Test
    void whatIsWrongStaysWrong() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> parse("age >")).isInstanceOf(DatabaseException.class);
        }
    }

    @Test
    void forgetsWhatHasNotBeenAskedForTheLongest() {
        Filter first = parse("age > 0");
        Filter second = parse("age > 1");
        for (int i = 2; i < FilterCache.FILTERS_MAX; i++) {
            parse("age > " + i);
        }
        assertThat(parse("age > 0")).isSameAs(first);
        parse("age > -1");

        assertThat(parse("age > 0")).isSameAs(first);
        assertThat(parse("age > 1")).isNotSameAs(second);
    }

    @Test
    void longTextsAreNotKept() {
        String text = "age > 1" + " ".repeat(FilterCache.TEXT_LENGTH_MAX);

        assertThat(parse(text)).isNotSameAs(parse(text));
    }

    @Test
    void eachRequestGetsASampleOfItsOwn() {
        RowSet rows = RowSet.all(1_000);

        assertThat(parse("random_sample(0.5)").sample(rows, 1))
                .isNotEqualTo(parse("random_sample(0.5)").sample(rows, 1));
        assertThat(seeds).hasValue(2);
    }
}
