package io.elanus.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.Column.BytesColumn;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonCursorTest {
    private final JsonCursor cursor = new JsonCursor();

    private static byte[] encode(String text) {
        try {
            return JsonForm.encode(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError("text=" + text, e);
        }
    }

    /** The value is the whole of the column's bytes, so that no read outside of it stays unseen. */
    private static BytesColumn column(byte[] value) {
        return BytesColumn.repeated(value, 1, null);
    }

    private void open(String text) {
        cursor.open(column(encode(text)), 0);
    }

    @Test
    void findsEverythingThatATreeHolds() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomJson values = new RandomJson(random);
        for (int i = 0; i < 3000; i++) {
            String text = values.next();
            open(text);
            try {
                assertSame(JsonTree.parse(text), random);
            } catch (AssertionError e) {
                throw new AssertionError("seed=" + seed + ", i=" + i + ", text=" + text, e);
            }
        }
    }

    private void assertSame(@Nullable Object expected, Random random) throws JsonFormException {
        long place = cursor.place();
        switch (expected) {
            case null -> assertThat(cursor.kind()).isEqualTo(JsonKind.NULL);
            case Boolean bool -> {
                assertThat(cursor.kind()).isEqualTo(JsonKind.BOOL);
                assertThat(cursor.bool()).isEqualTo(bool);
            }
            case JsonTree.Number number -> assertNumber(number);
            case String text -> assertText(text);
            case Map<?, ?> members -> {
                assertThat(cursor.kind()).isEqualTo(JsonKind.OBJECT);
                assertThat(cursor.count()).isEqualTo(members.size());
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    String key = (String) member.getKey();
                    cursor.moveTo(place);
                    int found = cursor.seekKey(key(key), random.nextInt(-1, members.size() + 1));
                    assertThat(found).as("key=%s", key).isBetween(0, members.size() - 1);
                    assertSame(member.getValue(), random);
                }
                cursor.moveTo(place);
                assertThat(cursor.seekKey(key("not there"))).isFalse();
                assertThat(cursor.seekElement(0)).isFalse();
                assertThat(cursor.place()).isEqualTo(place);
            }
            case List<?> elements -> {
                assertThat(cursor.kind()).isEqualTo(JsonKind.ARRAY);
                assertThat(cursor.count()).isEqualTo(elements.size());
                for (int i = 0; i < elements.size(); i++) {
                    cursor.moveTo(place);
                    assertThat(cursor.seekElement(i)).isTrue();
                    assertSame(elements.get(i), random);
                }
                cursor.moveTo(place);
                assertThat(cursor.seekElement(elements.size())).isFalse();
                assertThat(cursor.seekElement(-1)).isFalse();
                assertThat(cursor.seekKey(key("0"))).isFalse();
                assertThat(cursor.place()).isEqualTo(place);
            }
            default -> throw new AssertionError("not of a tree: " + expected);
        }
    }

    private void assertNumber(JsonTree.Number number) throws JsonFormException {
        boolean fits = number.isInteger() && !number.text().equals("-0") && isLong(number.text());
        assertThat(cursor.kind()).as(number.text()).isEqualTo(fits ? JsonKind.INTEGER : JsonKind.REAL);
        if (fits) {
            assertThat(cursor.integer()).isEqualTo(Long.parseLong(number.text()));
        } else {
            // Also the sign of zero is the same.
            assertThat(Double.doubleToRawLongBits(cursor.real()))
                    .as(number.text())
                    .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(number.text())));
        }
    }

    private static boolean isLong(String digits) {
        return new BigInteger(digits).bitLength() < Long.SIZE;
    }

    private void assertText(String text) throws JsonFormException {
        assertThat(cursor.kind()).isEqualTo(JsonKind.TEXT);
        if (hasUtf8(text)) {
            assertThat(cursor.text()).isEqualTo(text);
            assertThat(cursor.compareText(text.getBytes(UTF_8))).isZero();
            assertThat(cursor.compareText((text + "\0").getBytes(UTF_8))).isNegative();
            assertThat(cursor.compareText(new byte[0])).isEqualTo(text.isEmpty() ? 0 : 1);
        }
    }

    /** Half of a surrogate pair has no UTF-8. */
    private static boolean hasUtf8(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }

    private static byte[] key(String key) {
        return key.getBytes(UTF_8);
    }

    @Test
    void findsEachOfManyKeysWhateverTheGuess() throws Exception {
        int count = 3000;
        open(IntStream.range(0, count)
                .mapToObj(i -> "\"" + "k".repeat(i % 3) + i + "\":" + i)
                .collect(Collectors.joining(",", "{", "}")));
        for (int i = 0; i < count; i++) {
            for (int guess : new int[] {0, i, count, -1}) {
                cursor.moveTo(0);
                int found = cursor.seekKey(key("k".repeat(i % 3) + i), guess);
                assertThat(found).isBetween(0, count - 1);
                assertThat(cursor.integer()).isEqualTo(i);
                cursor.moveTo(0);
                assertThat(cursor.seekKey(key("k".repeat(i % 3) + i), found)).isEqualTo(found);
            }
        }
        cursor.moveTo(0);
        assertThat(cursor.seekKey(key("k3000"))).isFalse();
    }

    @Test
    void readsEachRowOfAColumn() throws Exception {
        BytesColumn rows = (BytesColumn) ColumnBuilder.of(DataType.JSON, 0)
                .add(encode("{\"a\":-500}"))
                .addNull()
                .add(encode("{\"b\":1,\"a\":\"x\"}"))
                .build();
        cursor.open(rows, 2);
        assertThat(cursor.seekKey(key("a"))).isTrue();
        assertThat(cursor.text()).isEqualTo("x");
        cursor.open(rows, 0);
        assertThat(cursor.seekKey(key("b"))).isFalse();
        assertThat(cursor.seekKey(key("a"))).isTrue();
        assertThat(cursor.integer()).isEqualTo(-500);
    }

    @Test
    void damagedBytesAreNamedOrReadAsOtherValues() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomJson values = new RandomJson(random);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] value = encode(values.next());
            byte[] damaged = random.nextInt(4) == 0 ? Arrays.copyOf(value, random.nextInt(value.length)) : value;
            for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                JsonForm.decode(damaged);
                visit(damaged);
            } catch (JsonFormException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed=" + seed + ", i=" + i, e);
            }
        }
        assertThat(refused).as("seed=%d", seed).isGreaterThan(1000);
    }

    /** Follows every path to its end. */
    private void visit(byte[] value) throws JsonFormException {
        cursor.open(column(value), 0);
        visit(0);
    }

    private void visit(int depth) throws JsonFormException {
        switch (cursor.kind()) {
            case NULL -> {}
            case BOOL -> cursor.bool();
            case INTEGER -> cursor.integer();
            case REAL -> cursor.real();
            case TEXT -> cursor.text();
            case ARRAY -> {
                long place = cursor.place();
                int count = Math.min(cursor.count(), 100);
                for (int i = 0; i < count && depth < 6; i++) {
                    cursor.moveTo(place);
                    if (cursor.seekElement(i)) {
                        visit(depth + 1);
                    }
                }
            }
            case OBJECT -> {
                long place = cursor.place();
                for (String key : List.of("", "a", "b", "ab", "not there")) {
                    cursor.moveTo(place);
                    if (cursor.seekKey(key(key))) {
                        visit(depth + 1);
                    }
                }
            }
        }
    }

    @Test
    void cutsAndUnknownTagsAreNamed() {
        for (byte[] bytes : new byte[][] {
            {}, {0x0A}, {0x0F}, {0x03}, {0x43}, {0x07, 5, 'a'}, {0x07, -1, 1}, {0x05, 0}, {0x04, 23, 1}
        }) {
            assertThatThrownBy(() -> JsonForm.decode(bytes))
                    .as(Arrays.toString(bytes))
                    .isInstanceOf(JsonFormException.class)
                    .hasMessageContaining("at=");
        }
        byte[] endless = new byte[30_000];
        Arrays.fill(endless, (byte) JsonForm.ARRAY);
        assertThatThrownBy(() -> JsonForm.decode(endless)).isInstanceOf(JsonFormException.class);
        assertThatThrownBy(() -> JsonForm.texts(column(new byte[] {0x0F})))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }
}
