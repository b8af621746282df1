package io.elanus.expr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Random rows of {@link FilterFixture#SCHEMA}, from few values, so that filters meet them, and from extreme ones. */
final class RandomRows {
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "ab",
            "abc",
            "b",
            "a_b",
            "a%",
            "\\",
            "%",
            "é",
            "日本",
            "\uFFFD",
            "\uD83D\uDE00",
            "a\uD83D\uDE00b",
            "x\ny",
            "\"q\"");
    private static final long[] INTEGERS = {
        Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1, 1L << 53, (1L << 53) + 1, 127, -128, 32767, 1L << 31
    };
    private static final double[] REALS = {
        0.1, 0.5, -0.0, 1e300, -1e300, 0x1p53, 0x1p63, -0x1p63, 1.5, 2.5, Double.MIN_VALUE
    };

    private final Random random;

    RandomRows(Random random) {
        this.random = random;
    }

    /** The key under which a row holds its JSON as objects, for the oracle. */
    static String parsed(String field) {
        return "parsed " + field;
    }

    Map<String, Object> next() {
        Map<String, Object> row = new HashMap<>();
        row.put("id", random.nextInt(10));
        put(row, "flag", random.nextBoolean());
        put(row, "flag2", random.nextBoolean());
        put(row, "tiny", (long) (byte) integer());
        put(row, "small", (long) (short) integer());
        put(row, "age", (long) (int) integer());
        put(row, "big", integer());
        put(row, "ratio", finite((float) real()));
        put(row, "price", real());
        put(row, "name", text());
        put(row, "title", text());
        put(row, "tags", some(this::integer));
        put(row, "words", some(this::text));
        put(row, "ratios", some(() -> finite((float) real())));
        put(row, "flags", some(random::nextBoolean));
        put(row, "tinies", some(() -> (long) (byte) integer()));
        putJson(row, "meta", meta());
        putJson(row, "$meta", dynamic());
        return row;
    }

    private <T> List<T> some(Supplier<T> element) {
        return Stream.generate(element).limit(random.nextInt(5)).toList();
    }

    long integer() {
        return random.nextInt(4) == 0 ? INTEGERS[random.nextInt(INTEGERS.length)] : random.nextInt(13) - 6;
    }

    double real() {
        return random.nextInt(2) == 0 ? REALS[random.nextInt(REALS.length)] : random.nextInt(13) - 6;
    }

    String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    Object scalar() {
        return switch (random.nextInt(4)) {
            case 0 -> integer();
            case 1 -> real();
            case 2 -> text();
            default -> random.nextBoolean();
        };
    }

    String pattern() {
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            pattern.append(
                    switch (random.nextInt(4)) {
                        case 0 -> "%";
                        case 1 -> "_";
                        case 2 -> List.of("\\%", "\\_", "\\\\", "\\a").get(random.nextInt(4));
                        default -> text().replace("\\", "\\\\");
                    });
        }
        return pattern.toString();
    }

    private void put(Map<String, Object> row, String field, Object value) {
        if (random.nextInt(5) != 0) {
            row.put(field, value);
        }
    }

    private void putJson(Map<String, Object> row, String field, Object json) {
        if (random.nextInt(5) != 0) {
            row.put(field, render(json));
            row.put(parsed(field), json);
        }
    }

    private Object meta() {
        if (random.nextInt(5) == 0) {
            return scalar();
        }
        Map<String, @Nullable Object> meta = new LinkedHashMap<>();
        meta.put("noise", Arrays.asList(1L, Map.of("a", 5L), null));
        if (random.nextInt(4) != 0) {
            meta.put("a", random.nextInt(6) == 0 ? null : scalar());
        }
        if (random.nextInt(4) != 0) {
            meta.put("b", random.nextBoolean() ? scalar() : Map.of("c", scalar()));
        }
        if (random.nextInt(4) != 0) {
            meta.put("list", list());
        }
        return meta;
    }

    private List<@Nullable Object> list() {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(
                    switch (random.nextInt(8)) {
                        case 0 -> null;
                        case 1 -> Map.of("c", scalar());
                        case 2 -> List.of(scalar());
                        default -> scalar();
                    });
        }
        return list;
    }

    private Map<String, Object> dynamic() {
        return random.nextBoolean() ? Map.of("color", scalar()) : Map.of();
    }

    private static float finite(float value) {
        return Float.isInfinite(value) ? Float.MAX_VALUE : value;
    }

    private String render(@Nullable Object json) {
        return switch (json) {
            case null -> "null";
            case Map<?, ?> object -> {
                List<String> members = new ArrayList<>();
                object.forEach((key, value) -> members.add(render(key) + " : " + render(value)));
                yield "{" + String.join(",", members) + "}";
            }
            case List<?> list -> {
                List<String> elements = new ArrayList<>();
                list.forEach(element -> elements.add(render(element)));
                yield "[" + String.join(", ", elements) + "]";
            }
            case String text ->
                '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
            default -> json.toString();
        };
    }
}
