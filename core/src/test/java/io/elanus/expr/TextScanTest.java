package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.Column.BytesColumn;
import io.elanus.model.ColumnBuilder;
import io.elanus.model.DataType;
import io.elanus.model.RowSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class TextScanTest {
    private static final long SEED = 5;

    @Test
    void findsWhatStringsFindInTextsOfAllLengths() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            List<String> texts = texts(random, random.nextInt(200));
            BytesColumn column = column(texts);
            String wanted = texts.isEmpty() || random.nextBoolean() ? text(random) : texts.get(texts.size() / 2);
            byte[] bytes = wanted.getBytes(StandardCharsets.UTF_8);
            RowSet all = RowSet.all(texts.size());

            RowSet equal = RowSet.none(texts.size());
            TextScan.addEqual(column, bytes, all, equal);
            check(round, texts, equal, wanted::equals);
            RowSet above = TextScan.inRange(column, bytes, null, all);
            check(round, texts, above, text -> text.compareTo(wanted) >= 0);
            RowSet below = TextScan.inRange(column, new byte[0], bytes, all);
            check(round, texts, below, text -> text.compareTo(wanted) < 0);
            if (!wanted.isEmpty()) {
                check(round, texts, TextScan.containing(column, bytes), text -> text.contains(wanted));
            }
        }
    }

    @Test
    void aTextThatIsTheSameInEveryRowIsFoundInAllOfThem() {
        BytesColumn column = BytesColumn.repeated("abcabc".getBytes(StandardCharsets.UTF_8), 70, null);
        assertThat(TextScan.containing(column, new byte[] {'c', 'a'})).isEqualTo(RowSet.all(70));
        assertThat(TextScan.containing(column, new byte[] {'a', 'a'}).isEmpty()).isTrue();
    }

    private static void check(int round, List<String> texts, RowSet found, Predicate<String> test) {
        for (int row = 0; row < texts.size(); row++) {
            assertThat(found.contains(row))
                    .as("seed=%d, round=%d, row=%d, text=%s", SEED, round, row, texts.get(row))
                    .isEqualTo(test.test(texts.get(row)));
        }
    }

    private static List<String> texts(Random random, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(random));
        }
        return texts;
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(20), 'a', 'd')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static BytesColumn column(List<String> texts) {
        ColumnBuilder builder = ColumnBuilder.of(DataType.VARCHAR, 0);
        texts.forEach(builder::add);
        return (BytesColumn) builder.build();
    }
}
