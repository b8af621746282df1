package io.elanus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.Column.BytesColumn;
import io.elanus.model.Column.LongColumn;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrayElementsTest {
    private static final FieldSchema NUMBERS = FieldSchema.builder("numbers", DataType.ARRAY)
            .elementType(DataType.INT64)
            .nullable(true)
            .build();

    /** Rows: [1, 2], null, [], [3], [4, 5, 6]. */
    private static BytesColumn arrays() {
        ColumnBuilder builder = ColumnBuilder.of(NUMBERS);
        builder.add(bytes(1, 2)).addNull().add(bytes()).add(bytes(3)).add(bytes(4, 5, 6));
        return (BytesColumn) builder.build();
    }

    private static byte[] bytes(long... numbers) {
        return ArrayForm.bytes(LongColumn.of(numbers));
    }

    @Test
    void elementsAreNumberedRowByRow() {
        ArrayElements elements = ArrayElements.of(NUMBERS, arrays(), 0, 5);
        assertThat(elements.count()).isEqualTo(6);
        assertThat(IntStream.range(0, 6).map(elements::row)).containsExactly(0, 0, 3, 4, 4, 4);
        assertThat(IntStream.range(0, 5).map(elements::count)).containsExactly(2, 0, 0, 1, 3);
        assertThat(elements.start(4)).isEqualTo(3);
    }

    @Test
    void someRowsHaveNumbersOfTheirOwn() {
        ArrayElements elements = ArrayElements.of(NUMBERS, arrays(), 2, 2);
        assertThat(elements.count()).isEqualTo(1);
        assertThat(elements.row(0)).isEqualTo(1);
        LongColumn column = (LongColumn) elements.column(NUMBERS, arrays(), RowSet.all(2));
        assertThat(column.get(0)).isEqualTo(3);
    }

    @Test
    void bytesOfNullRowsAreNoElements() {
        BytesColumn arrays = arrays();
        RowSet nulls = RowSet.none(5);
        nulls.add(0);
        BytesColumn withBytes = new BytesColumn(arrays.offsets(), arrays.bytes(), 5, nulls);
        ArrayElements elements = ArrayElements.of(NUMBERS, withBytes, 0, 5);
        LongColumn column = (LongColumn) elements.column(NUMBERS, withBytes, RowSet.all(5));
        assertThat(IntStream.range(0, elements.count()).mapToLong(column::get)).containsExactly(3L, 4L, 5L, 6L);
    }

    @Test
    void rowsAreFoundByHowManyOfSomeElementsTheyHave() {
        ArrayElements elements = ArrayElements.of(NUMBERS, arrays(), 0, 5);
        RowSet some = RowSet.none(6);
        IntStream.of(0, 3, 5).forEach(some::add);
        assertThat(rows(elements.rowsWith(some, 1, Long.MAX_VALUE))).containsExactly(0, 4);
        assertThat(rows(elements.rowsWith(some, 0, 0))).containsExactly(1, 2, 3);
        assertThat(rows(elements.rowsWith(some, 2, 2))).containsExactly(4);
        RowSet last = RowSet.none(5);
        last.add(4);
        assertThat(rows(elements.of(last))).containsExactly(3, 4, 5);
    }

    private static int[] rows(RowSet set) {
        return IntStream.range(0, set.rowCount()).filter(set::contains).toArray();
    }
}
