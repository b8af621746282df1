package io.elanus.expr;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the language says of plain values, as slowly and plainly as can be. */
final class Oracle {
    private Oracle() {}

    static boolean has(List<?> list, Object wanted) {
        for (Object element : list) {
            if (element != null && deepEquals(element, wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean deepEquals(Object a, Object b) {
        if (a instanceof List<?> left && b instanceof List<?> right) {
            boolean equal = left.size() == right.size();
            for (int i = 0; equal && i < left.size(); i++) {
                Object element = left.get(i);
                equal = element != null && deepEquals(element, right.get(i));
            }
            return equal;
        }
        return sameKind(a, b) && order(a, b) == 0;
    }

    /** What the constant is to the field: constants of FLOAT fields are floats. */
    static Object typed(String field, Object constant) {
        return field.equals("ratio") ? (Object) ((Number) constant).floatValue() : constant;
    }

    static Outcome ofScalar(@Nullable Object value, Predicate<Object> test) {
        return value == null ? Outcome.UNKNOWN : Outcome.of(test.test(value));
    }

    static Outcome not(Outcome outcome) {
        return switch (outcome) {
            case TRUE -> Outcome.FALSE;
            case FALSE -> Outcome.TRUE;
            case UNKNOWN -> Outcome.UNKNOWN;
        };
    }

    static boolean sameKind(Object a, Object b) {
        return (a instanceof Number && b instanceof Number)
                || (a instanceof String && b instanceof String)
                || (a instanceof Boolean && b instanceof Boolean);
    }

    static int order(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            boolean infinite = Double.isInfinite(x.doubleValue()) || Double.isInfinite(y.doubleValue());
            return infinite
                    ? Double.compare(x.doubleValue(), y.doubleValue())
                    : decimal(x).compareTo(decimal(y));
        }
        if (a instanceof String x && b instanceof String y) {
            return Arrays.compareUnsigned(x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8));
        }
        return Boolean.compare((Boolean) a, (Boolean) b);
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof Double || number instanceof Float
                ? new BigDecimal(number.doubleValue())
                : new BigDecimal(number.longValue());
    }

    static boolean holds(String operator, int order) {
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    static long calculate(long a, String sign, long b) {
        return switch (sign) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            default -> a % b;
        };
    }

    static double calculate(double a, String sign, double b) {
        return switch (sign) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            default -> a / b;
        };
    }

    static @Nullable Object at(Map<String, Object> row, List<Object> path) {
        Object json = row.get(RandomRows.parsed((String) path.getFirst()));
        for (Object step : path.subList(1, path.size())) {
            if (json instanceof Map<?, ?> object && step instanceof String) {
                json = object.get(step);
            } else if (json instanceof List<?> list && step instanceof Integer index) {
                json = index < list.size() ? list.get(index) : null;
            } else {
                return null;
            }
        }
        return json;
    }

    static Pattern regex(String like) {
        StringBuilder regex = new StringBuilder();
        boolean escaped = false;
        for (int codePoint : like.codePoints().toArray()) {
            String character = Character.toString(codePoint);
            if (escaped || "%_\\".indexOf(codePoint) < 0) {
                regex.append(Pattern.quote(character));
                escaped = false;
            } else if (character.equals("\\")) {
                escaped = true;
            } else {
                regex.append(character.equals("%") ? ".*" : ".");
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
