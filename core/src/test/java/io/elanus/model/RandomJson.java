package io.elanus.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts of random JSON values: all that the grammar allows, blanks and equal keys among it. */
final class RandomJson {
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "7",
            "127",
            "128",
            "-1",
            "-129",
            "40000",
            "-2147483649",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "-123456789012345678901234567890",
            "0.0",
            "-0.0",
            "1.0",
            "1.10",
            "-19.99",
            "0.05",
            "12345678.9",
            "9007199254740992.0",
            "9007199254740993.0",
            "0.9178172436517234",
            "0.00000000000000000000001",
            "0.0000000000000000000000",
            "1e5",
            "1E+5",
            "-2.5e-7",
            "1.0E10",
            "4.9E-324",
            "1e400",
            "0.1000000000000000055511151231257827");
    private static final List<String> CHARACTERS = List.of(
            "a",
            "b",
            "Z",
            " ",
            "/",
            "\\/",
            "\\\"",
            "\\\\",
            "\\n",
            "\\t",
            "\\b",
            "\\f",
            "\\r",
            "\\u0000",
            "\\u001F",
            "\u007f",
            "\\u00e9",
            "ä",
            "東",
            "\uFFFD",
            "🪁",
            "\\ud83d\\ude00");

    /** Half of a surrogate pair: Jackson takes it in texts, but not in keys. */
    private static final List<String> HALVES = List.of("\\ud83d", "\\udfff");

    private final Random random;

    RandomJson(Random random) {
        this.random = random;
    }

    String next() {
        return blank() + value(1 + random.nextInt(5)) + blank();
    }

    private String value(int depth) {
        int kind = random.nextInt(depth == 0 ? 5 : 10);
        return switch (kind) {
            case 0 -> List.of("null", "true", "false").get(random.nextInt(3));
            case 1, 2 -> number();
            case 3, 4 -> text(true);
            case 5, 6 -> array(depth);
            default -> object(depth);
        };
    }

    private String number() {
        return switch (random.nextInt(4)) {
            case 0 -> Integer.toString(random.nextInt(300) - 150);
            case 1 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(20) - 6));
            default -> NUMBERS.get(random.nextInt(NUMBERS.size()));
        };
    }

    private String text(boolean halves) {
        // Now and then longer than what one byte counts.
        int length = random.nextInt(20) == 0 ? 200 + random.nextInt(200) : random.nextInt(6);
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < length; i++) {
            List<String> from = halves && random.nextInt(10) == 0 ? HALVES : CHARACTERS;
            text.append(from.get(random.nextInt(from.size())));
        }
        return text.append('"').toString();
    }

    private String array(int depth) {
        List<String> elements = new ArrayList<>();
        for (int i = size(); i > 0; i--) {
            elements.add(blank() + value(depth - 1) + blank());
        }
        return "[" + String.join(",", elements) + "]";
    }

    private String object(int depth) {
        List<String> members = new ArrayList<>();
        for (int i = size(); i > 0; i--) {
            members.add(blank() + text(false) + blank() + ":" + blank() + value(depth - 1) + blank());
        }
        return "{" + String.join(",", members) + "}";
    }

    private int size() {
        return random.nextInt(30) == 0 ? 100 : random.nextInt(8);
    }

    private String blank() {
        return List.of("", "", "", " ", "\n\t", "\r").get(random.nextInt(6));
    }
}
