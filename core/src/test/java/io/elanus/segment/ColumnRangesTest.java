package io.elanus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.Column;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ColumnRangesTest {
    private static FieldSchema field(DataType type) {
        return FieldSchema.builder("field", type).id(100).nullable(true).build();
    }

    private static Optional<ColumnRange> range(DataType type, Consumer<ColumnBuilder> values) {
        ColumnBuilder builder = ColumnBuilder.of(type, 0);
        values.accept(builder);
        return ColumnRanges.of(field(type), builder.build());
    }

    private static Optional<ColumnRange> of(Value min, Value max, int nullCount) {
        return Optional.of(new ColumnRange(100, Optional.of(min), Optional.of(max), nullCount));
    }

    @Test
    void isTheSmallestAndTheLargestValueOfEachType() {
        assertThat(range(DataType.INT8, values -> values.add(-3).add(7).add(0)))
                .isEqualTo(of(new Value.Int(-3), new Value.Int(7), 0));
        assertThat(range(DataType.INT64, values -> values.add(Long.MAX_VALUE).add(Long.MIN_VALUE)))
                .isEqualTo(of(new Value.Int(Long.MIN_VALUE), new Value.Int(Long.MAX_VALUE), 0));
        assertThat(range(DataType.BOOL, values -> values.add(true).add(true)))
                .isEqualTo(of(new Value.Bool(true), new Value.Bool(true), 0));
        assertThat(range(DataType.FLOAT, values -> values.add(0.1f).add(Float.NEGATIVE_INFINITY)))
                .isEqualTo(of(new Value.Real(Double.NEGATIVE_INFINITY), new Value.Real(0.1f), 0));
        assertThat(range(DataType.DOUBLE, values -> values.add(0.0).add(-0.0)))
                .isEqualTo(of(new Value.Real(-0.0), new Value.Real(0.0), 0));
    }

    @Test
    void textsAreInTheOrderOfTheirBytes() {
        String surrogates = new String(Character.toChars(0x1F600));
        assertThat(range(
                        DataType.VARCHAR,
                        values -> values.add("b").add("\uFFFD").add(surrogates)))
                .isEqualTo(of(new Value.Text("b"), new Value.Text(surrogates), 0));
    }

    @Test
    void textsOfAnyLengthAreCompared() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<String> texts = new ArrayList<>();
            for (int i = random.nextInt(20); i >= 0; i--) {
                texts.add("ab".repeat(random.nextInt(6))
                        + "\0".repeat(random.nextInt(3))
                        + (char) ('a' + random.nextInt(3)));
            }
            String min = texts.stream().min(Comparator.naturalOrder()).orElseThrow();
            String max = texts.stream().max(Comparator.naturalOrder()).orElseThrow();
            assertThat(range(DataType.VARCHAR, values -> texts.forEach(values::add)))
                    .as("seed=%d", seed)
                    .isEqualTo(of(new Value.Text(min), new Value.Text(max), 0));
        }
    }

    @Test
    void aLongTextIsCutBelowAndLeftOutAbove() {
        String longText = "x" + "ä".repeat(40);
        assertThat(range(DataType.VARCHAR, values -> values.add(longText).add(longText + "z")))
                .contains(new ColumnRange(100, Optional.of(new Value.Text("x" + "ä".repeat(31))), Optional.empty(), 0));
        String longest = "a".repeat(ColumnRanges.TEXT_BYTES_MAX);
        assertThat(range(DataType.VARCHAR, values -> values.add(longest)))
                .isEqualTo(of(new Value.Text(longest), new Value.Text(longest), 0));
    }

    @Test
    void nullsAreCountedAndAreNoValues() {
        assertThat(range(DataType.INT32, values -> values.addNull().add(5).addNull()))
                .isEqualTo(of(new Value.Int(5), new Value.Int(5), 2));
        for (DataType type : new DataType[] {DataType.INT64, DataType.DOUBLE, DataType.VARCHAR}) {
            assertThat(range(type, values -> values.addNull().addNull()))
                    .contains(new ColumnRange(100, Optional.empty(), Optional.empty(), 2));
        }
    }

    @Test
    void whatHasNoOrderHasNoRange() {
        assertThat(range(DataType.DOUBLE, values -> values.add(1.0).add(Double.NaN)))
                .isEmpty();
        assertThat(range(DataType.FLOAT, values -> values.add(Float.NaN))).isEmpty();
        assertThat(range(DataType.JSON, values -> values.add("{}"))).isEmpty();
    }

    @Test
    void onlyTheRowsNamedCount() {
        ColumnBuilder builder = ColumnBuilder.of(DataType.INT32, 0);
        builder.add(1).add(50).add(7);
        Column column = builder.build();
        assertThat(ColumnRanges.of(field(DataType.INT32), new Column[] {column, column}, new long[] {2, 1L << 32}))
                .isEqualTo(of(new Value.Int(1), new Value.Int(7), 0));
    }
}
