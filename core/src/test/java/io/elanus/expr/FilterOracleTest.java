package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.expr.RandomFilters.Sample;
import io.elanus.model.ColumnBatch;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterOracleTest {
    private static final int ROUNDS = 20;
    private static final int FILTERS = 100;
    private static final int DEPTH_MAX = 4;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithARowAtATimeEvaluator(long seed) {
        Random random = new Random(seed);
        RandomRows randomRows = new RandomRows(random);
        RandomFilters randomFilters = new RandomFilters(random);
        for (int round = 0; round < ROUNDS; round++) {
            List<Map<String, Object>> rows =
                    Stream.generate(randomRows::next).limit(random.nextInt(200)).toList();
            ColumnBatch batch = FilterFixture.batch(rows);
            for (int i = 0; i < FILTERS; i++) {
                Sample sample = randomFilters.next(random.nextInt(DEPTH_MAX + 1));
                List<Integer> expected = IntStream.range(0, rows.size())
                        .filter(row -> sample.oracle().apply(rows.get(row)) == Outcome.TRUE)
                        .boxed()
                        .toList();

                assertThat(FilterFixture.match(FilterFixture.parse(sample.text()), batch))
                        .as("seed=%d, round=%d, filter=%s", seed, round, sample.text())
                        .isEqualTo(expected);
            }
        }
    }
}
