package io.elanus.expr;

import java.nio.charset.StandardCharsets;

/** Texts in the order of the product, that of their code points, which is the order of their UTF-8 bytes. */
final class Texts {
    private Texts() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // Surrogates stand for code points above all others, though their own numbers are not the highest.
                return Character.isSurrogate(a) == Character.isSurrogate(b)
                        ? a - b
                        : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
            }
        }
        return left.length() - right.length();
    }
}
