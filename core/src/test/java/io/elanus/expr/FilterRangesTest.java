package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.expr.RandomFilters.Sample;
import io.elanus.model.ColumnBatch;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterRangesTest {
    private static final int ROUNDS = 200;
    private static final int FILTERS = 50;
    private static final int DEPTH_MAX = 3;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverSaysThatNothingMatchesWhereARowDoes(long seed) {
        Random random = new Random(seed);
        RandomRows randomRows = new RandomRows(random);
        RandomFilters randomFilters = new RandomFilters(random);
        int passedOver = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Map<String, Object>> rows = Stream.generate(randomRows::next)
                    .limit(1 + random.nextInt(6))
                    .toList();
            ColumnBatch batch = FilterFixture.batch(rows);
            LongFunction<Optional<FieldRange>> ranges =
                    fieldId -> random.nextInt(20) == 0 ? Optional.empty() : range(rows, fieldId, random);
            for (int i = 0; i < FILTERS; i++) {
                Sample sample = randomFilters.next(random.nextInt(DEPTH_MAX + 1));
                Filter filter = FilterFixture.parse(sample.text());
                if (!filter.mayMatch(ranges)) {
                    passedOver++;
                    assertThat(FilterFixture.match(filter, batch))
                            .as("seed=%d, round=%d, filter=%s, rows=%s", seed, round, sample.text(), rows)
                            .isEmpty();
                }
            }
        }
        assertThat(passedOver).as("seed=%d", seed).isGreaterThan(ROUNDS);
    }

    /** The range of a field over rows; now and then one end of it is not known. */
    private static Optional<FieldRange> range(List<Map<String, Object>> rows, long fieldId, Random random) {
        FieldSchema field = FilterFixture.SCHEMA.field(fieldId);
        List<Value> values = rows.stream()
                .map(row -> row.get(field.name()))
                .filter(Objects::nonNull)
                .map(value -> value(field, value))
                .sorted(FilterRangesTest::compare)
                .toList();
        boolean hasNulls = values.size() < rows.size();
        if (values.isEmpty()) {
            return Optional.of(new FieldRange(Optional.empty(), Optional.empty(), false, hasNulls));
        }
        return Optional.of(new FieldRange(
                random.nextInt(5) == 0 ? Optional.empty() : Optional.of(values.getFirst()),
                random.nextInt(5) == 0 ? Optional.empty() : Optional.of(values.getLast()),
                true,
                hasNulls));
    }

    private static Value value(FieldSchema field, Object value) {
        return switch (value) {
            case Boolean flag -> new Value.Bool(flag);
            case String text -> new Value.Text(text);
            case Number number when field.type().isInteger() -> new Value.Int(number.longValue());
            case Number number -> new Value.Real(number.doubleValue());
            default -> throw new IllegalArgumentException("not a scalar: " + value);
        };
    }

    private static int compare(Value left, Value right) {
        return left instanceof Value.Text(String a) && right instanceof Value.Text(String b)
                ? Texts.compare(a, b)
                : Comparator.<Value>comparingDouble(FilterRangesTest::number)
                        .thenComparingLong(value -> value instanceof Value.Int(long number) ? number : 0)
                        .compare(left, right);
    }

    private static double number(Value value) {
        return value instanceof Value.Bool(boolean flag) ? (flag ? 1 : 0) : Numbers.toDouble(value);
    }

    /** age from 10 to 20, price from -0.0 to 2.5, name from "b" to "da", title with nulls only; tiny is not known. */
    private static Optional<FieldRange> known(long fieldId) {
        return switch (FilterFixture.SCHEMA.field(fieldId).name()) {
            case "age" -> Optional.of(between(new Value.Int(10), new Value.Int(20)));
            case "price" -> Optional.of(between(new Value.Real(-0.0), new Value.Real(2.5)));
            case "name" -> Optional.of(between(new Value.Text("b"), new Value.Text("da")));
            case "flag" -> Optional.of(between(new Value.Bool(true), new Value.Bool(true)));
            case "title" -> Optional.of(new FieldRange(Optional.empty(), Optional.empty(), false, true));
            default -> Optional.empty();
        };
    }

    private static FieldRange between(Value min, Value max) {
        return new FieldRange(Optional.of(min), Optional.of(max), true, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "age == 9                        | false",
                "age == 10                       | true",
                "age > 20                        | false",
                "age >= 20                       | true",
                "age in [1, 9, 21]               | false",
                "age in [1, 15, 21]              | true",
                "age not in [1, 9, 21]           | true",
                "not (age >= 10)                 | false",
                "not (age >= 11)                 | true",
                "age < 10 or age > 20            | false",
                "age < 10 or tiny == 1           | true",
                "age < 10 and tiny == 1          | false",
                "not (age >= 10 or tiny == 1)    | false",
                "age is null                     | false",
                "age is not null                 | true",
                "price < 0                       | false",
                "price == 0.0                    | true",
                "price > 2.5                     | false",
                "price in [3.5, -1.5]            | false",
                "flag == false                   | false",
                "flag != true                    | false",
                "name < 'b'                      | false",
                "name <= 'b'                     | true",
                "name > 'da'                     | false",
                "name in ['a', 'db']             | false",
                "name in ['a', 'c']              | true",
                "name like 'a%'                  | false",
                "name like 'd%'                  | true",
                "name like 'dab%'                | false",
                "name like '%a'                  | true",
                "title == 'x'                    | false",
                "title != 'x'                    | false",
                "title is null                   | true",
                "title is not null               | false",
                "age + 1 == 100                  | true",
                "meta['a'] == 1                  | true",
            })
    void looksOnlyWhereSomethingMayBe(String filter, boolean expected) {
        assertThat(FilterFixture.parse(filter).mayMatch(FilterRangesTest::known))
                .isEqualTo(expected);
    }

    @Test
    void aTextThatIsNotKnownToTheEndIsNotPassedOver() {
        Optional<FieldRange> cut =
                Optional.of(new FieldRange(Optional.of(new Value.Text("ab")), Optional.empty(), true, false));
        assertThat(FilterFixture.parse("name == 'zzz'").mayMatch(_ -> cut)).isTrue();
        assertThat(FilterFixture.parse("name != 'ab'").mayMatch(_ -> cut)).isTrue();
        assertThat(FilterFixture.parse("name < 'ab'").mayMatch(_ -> cut)).isFalse();
    }
}
