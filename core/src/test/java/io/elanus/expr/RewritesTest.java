package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.CollectionSchema;
import io.elanus.model.ColumnBatch;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RewritesTest {
    private static final CollectionSchema SCHEMA = FilterFixture.SCHEMA;
    private static final int ROUNDS = 10;
    private static final int FILTERS = 200;
    private static final int DEPTH_MAX = 4;

    /** The predicate as it was typed. */
    private static Predicate typed(String text) {
        return new Analyzer(SCHEMA, Map.of(), ZoneOffset.UTC)
                .selection(Syntax.parse(text))
                .predicate();
    }

    static Stream<Rewrite> rules() {
        return Stream.concat(Rewrites.BEFORE_OPERANDS.stream(), Rewrites.AFTER_OPERANDS.stream());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleKeepsTheMeaning(Rewrite rule) {
        boolean before = Rewrites.BEFORE_OPERANDS.contains(rule);
        keepsTheMeaning(1, before ? List.of(rule) : List.of(), before ? List.of() : List.of(rule));
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "4", "5"})
    void allRulesTogetherKeepTheMeaning(long seed) {
        keepsTheMeaning(seed, Rewrites.BEFORE_OPERANDS, Rewrites.AFTER_OPERANDS);
    }

    /** Also where the filter is unknown, which a not around it would show. */
    private static void keepsTheMeaning(long seed, List<Rewrite> before, List<Rewrite> after) {
        Random random = new Random(seed);
        RandomRows randomRows = new RandomRows(random);
        RandomFilters randomFilters = new RandomFilters(random);
        int changed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ColumnBatch batch = FilterFixture.batch(
                    Stream.generate(randomRows::next).limit(random.nextInt(200)).toList());
            for (int i = 0; i < FILTERS; i++) {
                String text =
                        randomFilters.nextJunction(random.nextInt(DEPTH_MAX)).text();
                Predicate typed = typed(text);
                Predicate rewritten = Rewrites.apply(typed, before, after);
                changed += rewritten.equals(typed) ? 0 : 1;

                assertThat(new Evaluator(batch, _ -> List.of()).evaluate(rewritten))
                        .as("seed=%d, round=%d, filter=%s, rewritten=%s", seed, round, text, rewritten)
                        .isEqualTo(new Evaluator(batch, _ -> List.of()).evaluate(typed));
            }
        }
        assertThat(changed).as("filters that changed").isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            true                                        | 1 == 1
            false                                       | age > 1 and 2 < 1
            true                                        | age > 1 or not (2 < 1)
            age > 1                                     | true and age > 1
            age > 1                                     | not (not (age > 1))
            age <= 1                                    | not (age > 1)
            name < 'b'                                  | not (name >= 'b')
            not (price > 1)                             | not (price > 1)
            age < 3 or name != 'x'                      | not (age >= 3 and name == 'x')
            age in [1, 2, 3]                            | age == 1 or age in [3, 2]
            age not in [1, 2]                           | age != 1 and age != 2
            not (age in [1, 2])                         | not (age == 1 or age == 2)
            age == 5                                    | age in [5]
            age == 5                                    | age in [5, 5]
            age == 5                                    | 5 <= age <= 5
            age == 5                                    | age >= 5 and age <= 5
            1 < age < 5                                 | age > 1 and age < 5
            2 <= age < 5                                | age > 1 and (age < 5 and age > 0)
            age == 3                                    | age > 1 and age < 5 and age in [3, 9]
            age in []                                   | age == 1 and age == 2
            1.5 <= price < 5.0                          | price < 5 and price >= 1.5
            'a' < name <= 'c'                           | name > 'a' and not (name > 'c')
            name == 'b'                                 | name in ['a', 'b'] and name > 'a'
            age > 1                                     | age > 1 and age > 1
            """)
    void saysTheSameWithLess(String expected, String text) {
        assertThat(Rewrites.apply(typed(text))).isEqualTo(typed(expected));
    }
}
