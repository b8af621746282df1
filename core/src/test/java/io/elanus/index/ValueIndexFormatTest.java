package io.elanus.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.elanus.durable.CorruptFileException;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.IndexParams.ValueParams.Family;
import io.elanus.model.RowSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValueIndexFormatTest {
    private static final String KEY = "segments/1/101-7.index";
    private static final FieldSchema TEXT =
            FieldSchema.builder("text", DataType.VARCHAR).id(101).maxLength(10).build();
    private static final FieldSchema NUMBER =
            FieldSchema.builder("number", DataType.INT64).id(102).build();
    private static final ValueParams PARAMS = new ValueParams(Family.INVERTED);
    private static final int ROWS = 200;

    /** Row 0 is null, every second of the others has "often", the rest a text of its own. */
    private final MemorySegment file = build(TEXT, BuildMonitor.NONE);

    private static MemorySegment build(FieldSchema field, BuildMonitor monitor) {
        ColumnBuilder column = ColumnBuilder.of(field);
        column.addNull();
        for (int row = 1; row < ROWS; row++) {
            if (field.type() == DataType.VARCHAR) {
                column.add(row % 2 == 0 ? "often" : "é" + row);
            } else {
                column.add(row % 2 == 0 ? -1L : row);
            }
        }
        return ScalarIndexes.build(field, PARAMS, column.build(), monitor, Arena.ofAuto());
    }

    private static MappedValues open(MemorySegment file) {
        return MappedValues.open(KEY, file, ROWS, true);
    }

    @Test
    void holdsWhatTheHeaderSays() {
        assertThat(ValueIndexFormat.verify(KEY, file))
                .isEqualTo(new ValueIndexFormat.Header(true, ROWS, 101, 1, 1, 5 + textBytes(), 100));
        assertThat(ValueIndexFormat.verify(KEY, build(NUMBER, BuildMonitor.NONE)))
                .isEqualTo(new ValueIndexFormat.Header(false, ROWS, 101, 1, 1, 0, 100));
    }

    private static long textBytes() {
        return IntStream.range(1, ROWS)
                .filter(row -> row % 2 != 0)
                .mapToLong(row -> 2 + Integer.toString(row).length())
                .sum();
    }

    @Test
    void valuesAreInTheOrderOfTheirBytesAndHaveTheirRows() {
        MappedValues values = open(file);
        assertThat(new String(values.text(0), UTF_8)).isEqualTo("often");
        for (int value = 1; value < values.valueCount(); value++) {
            assertThat(Arrays.compareUnsigned(values.text(value - 1), values.text(value)))
                    .isNegative();
            assertThat(values.ceiling(values.text(value))).isEqualTo(value);
        }
        RowSet often = RowSet.none(ROWS);
        values.addRows(0, 1, often);
        assertThat(often.cardinality()).isEqualTo(99).isEqualTo((int) values.entryCount(0, 1));
        RowSet all = RowSet.none(ROWS);
        values.addRows(0, values.valueCount(), all);
        assertThat(all.flip()).isEqualTo(values.absent()).isEqualTo(RowSet.below(1, ROWS));
        assertThat(values.absentCount()).isEqualTo(1);
    }

    @Test
    void refusesAnyChangedByte() {
        for (long at = 0; at < file.byteSize(); at++) {
            MemorySegment changed = Arena.ofAuto().allocate(file.byteSize(), 64).copyFrom(file);
            changed.set(ValueLayout.JAVA_BYTE, at, (byte) ~changed.get(ValueLayout.JAVA_BYTE, at));
            assertThatExceptionOfType(CorruptFileException.class)
                    .as("byte %d", at)
                    .isThrownBy(() -> open(changed))
                    .withMessageContaining("file=" + KEY);
        }
    }

    @Test
    void refusesFilesOfOtherRowsAndValues() {
        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> MappedValues.open(KEY, file, ROWS + 1, true))
                .withMessageContaining("expected rowCount=201")
                .withMessageContaining("found rowCount=200");
        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> MappedValues.open(KEY, file, ROWS, false))
                .withMessageContaining("texts=true");
        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> open(file.asSlice(0, file.byteSize() - 64)))
                .withMessageContaining("byte size");
    }

    @Test
    void aBuildEndsWhenItIsCancelled() {
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> build(TEXT, new BuildMonitor() {
                    @Override
                    public void rowBuilt() {}

                    @Override
                    public boolean isCancelled() {
                        return true;
                    }
                }));
    }

    @Test
    void dictionariesNumberManyValuesAndSortThem() {
        for (ValueDictionary values : List.of(new NumberDictionary(), new TextDictionary())) {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 10_000; i++) {
                    int value = i * 7_919 % 10_007 - 5_000;
                    byte[] text = Integer.toString(value + 20_000).getBytes(UTF_8);
                    int number =
                            values instanceof NumberDictionary ? values.add(value) : values.add(text, 0, text.length);
                    assertThat(number).isEqualTo(i);
                }
            }
            int[] ascending = values.ascending();
            assertThat(ascending).hasSize(10_000);
            for (int i = 1; i < ascending.length; i++) {
                assertThat(ascending[i] * 7_919L % 10_007).isGreaterThan(ascending[i - 1] * 7_919L % 10_007);
            }
        }
    }
}
