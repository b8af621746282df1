package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.Column;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.RowSet;
import io.elanus.segment.ClusteringCuts.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusteringCutsTest {
    private static final long FIELD = 100;
    private static final long SEED = 20_260_101;

    private static Column column(DataType type, int rowCount, IntFunction<@Nullable Object> values) {
        ColumnBuilder builder = ColumnBuilder.of(type, 0);
        for (int row = 0; row < rowCount; row++) {
            switch (values.apply(row)) {
                case null -> builder.addNull();
                case Boolean flag -> builder.add((boolean) flag);
                case Integer number -> builder.add((int) number);
                case Long number -> builder.add((long) number);
                case Double number -> builder.add((double) number);
                case String text -> builder.add(text);
                default -> throw new IllegalArgumentException("no value of a column");
            }
        }
        return builder.build();
    }

    private static List<RowBlock> blocks(Column... columns) {
        List<RowBlock> blocks = new ArrayList<>();
        for (Column column : columns) {
            blocks.add(new RowBlock(0, column.rowCount(), _ -> column));
        }
        return blocks;
    }

    private static List<@Nullable RowSet> all(List<RowBlock> blocks) {
        List<@Nullable RowSet> kept = new ArrayList<>();
        blocks.forEach(_ -> kept.add(null));
        return kept;
    }

    /** Checks what holds of any cuts, and answers how many rows each range has. */
    private static List<Long> cut(List<RowBlock> blocks, List<@Nullable RowSet> kept, long rowsPerRange) {
        ClusteringCuts cuts = new ClusteringCuts(blocks, kept, FIELD, rowsPerRange, SEED);
        List<RowSet> seen = new ArrayList<>();
        blocks.forEach(block -> seen.add(RowSet.none(block.rowCount())));
        List<long[]> bounds = new ArrayList<>();
        for (Range range : cuts.ranges()) {
            List<RowSet> rows = cuts.rows(range);
            long count = 0;
            for (int block = 0; block < rows.size(); block++) {
                RowSet chosen = rows.get(block);
                count += chosen.cardinality();
                assertThat(chosen.copy().and(seen.get(block)).isEmpty())
                        .as("no row is in two ranges")
                        .isTrue();
                seen.get(block).or(chosen);
            }
            assertThat(count).isEqualTo(range.rowCount()).isPositive();
            bounds.add(bounds(blocks, rows));
        }
        for (int block = 0; block < seen.size(); block++) {
            RowSet expected = kept.get(block);
            assertThat(seen.get(block))
                    .as("every row is in a range")
                    .isEqualTo(expected == null ? RowSet.all(blocks.get(block).rowCount()) : expected);
        }
        for (int i = 0; i < bounds.size(); i++) {
            boolean oneValue = compare(blocks, bounds.get(i)[0], bounds.get(i)[1]) == 0;
            assertThat(cuts.ranges().get(i).rowCount() <= ClusteringCuts.STRETCH * rowsPerRange || oneValue)
                    .as("only a single value may make a range too large: %s", cuts.ranges())
                    .isTrue();
            assertThat(i == 0 || compare(blocks, bounds.get(i - 1)[1], bounds.get(i)[0]) < 0)
                    .as("values of a range lie behind those of the one before")
                    .isTrue();
        }
        return cuts.ranges().stream().map(Range::rowCount).toList();
    }

    /** The rows with the smallest and the largest value. */
    private static long[] bounds(List<RowBlock> blocks, List<RowSet> rows) {
        long min = -1;
        long max = -1;
        for (int block = 0; block < rows.size(); block++) {
            for (int row = rows.get(block).next(0);
                    row >= 0;
                    row = rows.get(block).next(row + 1)) {
                long reference = (long) block << 32 | row;
                min = min < 0 || compare(blocks, reference, min) < 0 ? reference : min;
                max = max < 0 || compare(blocks, reference, max) > 0 ? reference : max;
            }
        }
        return new long[] {min, max};
    }

    private static int compare(List<RowBlock> blocks, long left, long right) {
        return ScalarOrder.compare(
                blocks.get(RowOrder.block(left)).column(FIELD),
                RowOrder.row(left),
                blocks.get(RowOrder.block(right)).column(FIELD),
                RowOrder.row(right));
    }

    private static List<Long> cut(
            DataType type, int rowCount, long rowsPerRange, IntFunction<@Nullable Object> values) {
        List<RowBlock> blocks = blocks(column(type, rowCount, values));
        return cut(blocks, all(blocks), rowsPerRange);
    }

    @Test
    void rangesHaveAboutTheRowsAskedFor() {
        Random random = new Random(SEED);
        List<RowBlock> blocks = blocks(
                column(DataType.INT64, 30_000, _ -> random.nextLong()),
                column(DataType.INT64, 5_000, _ -> random.nextLong()),
                column(DataType.INT64, 0, _ -> 0L));
        assertThat(cut(blocks, all(blocks), 1_000)).hasSize(35).allMatch(rows -> rows > 800 && rows < 1_100);
    }

    @Test
    void deadRowsAreInNoRange() {
        List<RowBlock> blocks = blocks(column(DataType.INT32, 1_000, row -> row % 50));
        RowSet alive = RowSet.all(1_000);
        IntStream.range(0, 500).forEach(row -> alive.remove(2 * row));
        assertThat(cut(blocks, List.of(alive), 100)).hasSize(5);
        assertThat(cut(blocks, List.of(RowSet.none(1_000)), 100)).isEmpty();
    }

    @Test
    void aFewDistinctValuesAreKeptApart() {
        assertThat(cut(DataType.VARCHAR, 900, 300, row -> "value " + row % 3)).containsExactly(300L, 300L, 300L);
        assertThat(cut(DataType.BOOL, 900, 100, row -> row % 2 == 0)).containsExactly(450L, 450L);
    }

    @Test
    void equalValuesAreOneRange() {
        assertThat(cut(DataType.INT32, 1_000, 10, _ -> 7)).containsExactly(1_000L);
        assertThat(cut(DataType.VARCHAR, 1_000, 10, _ -> null)).containsExactly(1_000L);
    }

    @Test
    void aValueOfManyRowsStandsAlone() {
        List<Long> rows = cut(DataType.INT32, 10_000, 500, row -> row % 10 < 6 ? 5_000 : row);
        assertThat(rows).contains(6_000L).hasSizeBetween(9, 10);
    }

    @Test
    void nullsComeFirst() {
        List<RowBlock> blocks = blocks(column(DataType.DOUBLE, 1_000, row -> row % 2 == 0 ? null : (double) -row));
        assertThat(cut(blocks, all(blocks), 100).getFirst()).isEqualTo(500);
    }

    @Test
    void numbersThatAreNoneComeLastAndZerosAreOne() {
        double[] values = {Double.NaN, 0.0, -0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1, 1};
        assertThat(cut(DataType.DOUBLE, 7_000, 1_000, row -> values[row % 7]))
                .containsExactly(1_000L, 1_000L, 2_000L, 1_000L, 1_000L, 1_000L);
    }

    @Test
    void oneRowIsARange() {
        assertThat(cut(DataType.INT64, 1, 1_000_000, _ -> 5L)).containsExactly(1L);
    }

    @Test
    void aSampleOfManyRowsSeesValuesThatComeAndGoWithTheKey() {
        int rowCount = 3 * ClusteringCuts.SAMPLE_ROWS_MAX;
        int stride = 3;
        assertThat(cut(DataType.INT32, rowCount, rowCount / 10, row -> row % (4 * stride)))
                .hasSizeBetween(9, 12);
    }

    @Test
    void anyDistributionIsDivided() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int distinct = 1 + random.nextInt(random.nextBoolean() ? 5 : 5_000);
            int rowCount = 1 + random.nextInt(2_000);
            double skew = random.nextInt(4);
            List<RowBlock> blocks = blocks(
                    column(DataType.INT32, rowCount, _ -> value(random, distinct, skew)),
                    column(DataType.INT32, rowCount / 2, _ -> value(random, distinct, skew)));
            cut(blocks, all(blocks), 1 + random.nextInt(500));
        }
    }

    private static @Nullable Object value(Random random, int distinct, double skew) {
        return random.nextInt(20) == 0 ? null : (int) (distinct * Math.pow(random.nextDouble(), 1 + skew));
    }
}
