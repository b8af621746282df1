package io.elanus.engine;

import org.junit.jupiter.api.Test;

/**
 * Random operations under random settings, compared with a model after each. A failing run names its seed; to run that one
 * alone, or many:
 *
 * <pre>
 * mvn -pl core -am test -Dtest=RandomOperationsTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Delanus.random.seed=17 -Delanus.random.runs=1000 -Delanus.random.operations=2000
 * </pre>
 */
class RandomOperationsTest {
    private static final long SEED = Long.getLong("elanus.random.seed", 1);
    private static final int RUNS = Integer.getInteger("elanus.random.runs", 12);
    private static final int OPERATIONS = Integer.getInteger("elanus.random.operations", 300);

    @Test
    void everyReadIsWhatTheModelSays() throws InterruptedException {
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            try (RandomRun run = new RandomRun(seed)) {
                run.run(OPERATIONS);
            }
        }
    }
}
