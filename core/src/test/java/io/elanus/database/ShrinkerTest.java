package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    private static final List<Integer> NUMBERS = IntStream.range(0, 200).boxed().toList();

    @Test
    void keepsWhatIsNeededInItsOrder() {
        List<Integer> needed = List.of(3, 90, 91, 188);

        assertThat(Shrinker.shrink(NUMBERS, list -> list.containsAll(needed), 1_000))
                .isEqualTo(needed);
    }

    @Test
    void keepsNothingOfWhatFailsInAnyCase() {
        assertThat(Shrinker.shrink(NUMBERS, list -> true, 1_000)).isEmpty();
    }

    @Test
    void stopsAtTheLimitWithAListThatFails() {
        List<Integer> found = Shrinker.shrink(NUMBERS, list -> list.size() >= 7, 5);

        assertThat(found).hasSizeBetween(7, 199);
    }
}
