package io.elanus.expr;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right side of {@code =~}: a regular expression in the syntax of RE2, which is found anywhere in a text; a dot also
 * stands for the end of a line. Takes time linear in the text, whatever the expression.
 */
final class RegexPattern implements TextPattern {
    /** What means something other than itself in an expression. */
    private static final String SPECIAL = "\\.+*?()|[]{}^$";

    private final Pattern pattern;

    private RegexPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * The pattern, or one of {@code like} that says the same, which is faster, if the expression is a literal with or
     * without anchors.
     *
     * @throws FilterException if the text is not a regular expression, or too large a one
     */
    static TextPattern of(String text) {
        RegexSize.check(text);
        Pattern pattern = compile(text);
        boolean atStart = text.startsWith("^");
        String rest = atStart ? text.substring(1) : text;
        boolean atEnd = rest.endsWith("$") && !endsEscaped(rest);
        String literal = literal(atEnd ? rest.substring(0, rest.length() - 1) : rest);
        return literal == null ? new RegexPattern(pattern) : LikePattern.ofLiteral(literal, atStart, atEnd);
    }

    private static Pattern compile(String text) {
        try {
            return Pattern.compile(text, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new FilterException("invalid regex pattern: " + e.getMessage());
        }
    }

    /** Whether the last sign is behind a backslash that is not itself behind one. */
    private static boolean endsEscaped(String text) {
        int backslashes = 0;
        while (backslashes < text.length() - 1 && text.charAt(text.length() - 2 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** The only text that the expression stands for; null if there are more, or that is not plain to see. */
    private static @Nullable String literal(String expression) {
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < expression.length(); i++) {
            char sign = expression.charAt(i);
            boolean escaped = sign == '\\' && i + 1 < expression.length();
            if (escaped) {
                sign = expression.charAt(++i);
            }
            if (escaped != (SPECIAL.indexOf(sign) >= 0)) {
                return null;
            }
            literal.append(sign);
        }
        return literal.toString();
    }

    @Override
    public boolean matches(byte[] bytes, int length) {
        return matches(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    // The library can read UTF-8, but then takes every place behind a character of several bytes for the start of the
    // text.
    @Override
    public boolean matches(String value) {
        return pattern.matcher(value).find();
    }

    @Override
    public String prefix() {
        return "";
    }

    @Override
    public List<byte[]> literals() {
        return List.of();
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof RegexPattern other && pattern.equals(other.pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }
}
