package io.elanus.expr;

import static io.elanus.expr.Oracle.at;
import static io.elanus.expr.Oracle.calculate;
import static io.elanus.expr.Oracle.has;
import static io.elanus.expr.Oracle.holds;
import static io.elanus.expr.Oracle.not;
import static io.elanus.expr.Oracle.ofScalar;
import static io.elanus.expr.Oracle.order;
import static io.elanus.expr.Oracle.regex;
import static io.elanus.expr.Oracle.sameKind;
import static io.elanus.expr.Oracle.typed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Random expressions, each with a slow and obvious answer for one row: what the engine must agree with. */
final class RandomFilters {
    /** An expression and what it says of a row. */
    record Sample(String text, Function<Map<String, Object>, Outcome> oracle) {}

    /**
     * An array.
     *
     * @param element a field of the type of its elements
     */
    private record ArrayField(String name, String element) {}

    private static final List<String> OPERATORS = List.of("==", "!=", "<", "<=", ">", ">=");
    private static final List<String> INTEGER_FIELDS = List.of("tiny", "small", "age", "big");
    private static final List<String> REAL_FIELDS = List.of("ratio", "price");
    private static final List<String> TEXT_FIELDS = List.of("name", "title");
    private static final List<ArrayField> ARRAYS = List.of(
            new ArrayField("tags", "big"),
            new ArrayField("words", "name"),
            new ArrayField("ratios", "ratio"),
            new ArrayField("flags", "flag"),
            new ArrayField("tinies", "tiny"));

    private static final List<List<Object>> PATHS = List.of(
            List.of("meta", "a"),
            List.of("meta", "b"),
            List.of("meta", "b", "c"),
            List.of("meta", "list", 0),
            List.of("meta", "list", 1),
            List.of("$meta", "color"),
            List.of("meta"));

    private static final List<String> REGEXES =
            List.of("a", "^a", "b\\z", "^a.b$", "[ab]+", "^$", "", "a|日", "^\\\\$", "[^a]", "%", "\\pL{2}");

    private final Random random;
    private final RandomRows rows;

    RandomFilters(Random random) {
        this.random = random;
        this.rows = new RandomRows(random);
    }

    Sample next(int depth) {
        int choice = random.nextInt(depth == 0 ? 15 : 21);
        return switch (choice) {
            case 0 -> integerComparison();
            case 1 -> realComparison();
            case 2 -> textComparison();
            case 3 -> booleanComparison();
            case 4 -> range();
            case 5 -> in();
            case 6 -> like();
            case 7 -> nullTest();
            case 8 -> fieldComparison();
            case 9 -> arithmetic();
            case 10 -> json();
            case 11 -> contains();
            case 12 -> element();
            case 13 -> arrayContains();
            case 14 -> arrayLength();
            case 15, 16, 17 -> junction("and", depth);
            case 18, 19 -> junction("or", depth);
            default -> {
                Sample inner = next(depth - 1);
                yield new Sample("not (" + inner.text + ")", row -> not(inner.oracle.apply(row)));
            }
        };
    }

    /** An and, an or or a not, of which filters on one field are many. */
    Sample nextJunction(int depth) {
        List<Sample> operands = new ArrayList<>();
        String field = pick(INTEGER_FIELDS);
        String word = random.nextBoolean() ? "and" : "or";
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            operands.add(
                    switch (random.nextInt(5)) {
                        case 0 -> comparison(field, rows.integer());
                        case 1 -> random.nextBoolean() ? textComparison() : realComparison();
                        case 2 -> constant();
                        default -> next(depth);
                    });
        }
        if (random.nextBoolean()) {
            operands.add(operands.getFirst());
        }
        Sample joined = join(word, operands);
        return random.nextBoolean()
                ? joined
                : new Sample("not (" + joined.text + ")", row -> not(joined.oracle.apply(row)));
    }

    private Sample constant() {
        boolean value = random.nextBoolean();
        return new Sample(Boolean.toString(value), _ -> Outcome.of(value));
    }

    private Sample junction(String word, int depth) {
        List<Sample> operands = new ArrayList<>();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            operands.add(next(depth - 1));
        }
        return join(word, operands);
    }

    private static Sample join(String word, List<Sample> operands) {
        String text = operands.stream()
                .map(operand -> "(" + operand.text + ")")
                .collect(Collectors.joining(" " + word + " "));
        Outcome decisive = word.equals("and") ? Outcome.FALSE : Outcome.TRUE;
        return new Sample(text, row -> {
            Outcome result = not(decisive);
            for (Sample operand : operands) {
                Outcome outcome = operand.oracle.apply(row);
                if (outcome == decisive) {
                    return decisive;
                }
                result = outcome == Outcome.UNKNOWN ? outcome : result;
            }
            return result;
        });
    }

    private Sample integerComparison() {
        return comparison(pick(INTEGER_FIELDS), rows.integer());
    }

    private Sample realComparison() {
        String field = pick(REAL_FIELDS);
        Object constant = random.nextInt(4) == 0 ? rows.integer() : rows.real();
        return comparison(field, constant);
    }

    private Sample textComparison() {
        return comparison(pick(TEXT_FIELDS), rows.text());
    }

    private Sample booleanComparison() {
        return comparison(random.nextBoolean() ? "flag" : "flag2", random.nextBoolean());
    }

    private Sample comparison(String field, Object constant) {
        String operator = pick(OPERATORS);
        boolean flipped = random.nextBoolean();
        String text = flipped
                ? literal(constant) + " " + operator + " " + field
                : field + " " + operator + " " + literal(constant);
        Object typed = typed(field, constant);
        return new Sample(
                text,
                row -> ofScalar(
                        row.get(field),
                        value ->
                                flipped ? holds(operator, order(typed, value)) : holds(operator, order(value, typed))));
    }

    private Sample range() {
        return rangeOf(pick(random.nextBoolean() ? INTEGER_FIELDS : random.nextBoolean() ? REAL_FIELDS : TEXT_FIELDS));
    }

    private Sample rangeOf(String field) {
        Object a = constantFor(field);
        Object b = constantFor(field);
        Object low = order(a, b) <= 0 ? a : b;
        Object high = order(a, b) <= 0 ? b : a;
        boolean strict = order(low, high) < 0 && random.nextBoolean();
        String text = random.nextBoolean()
                ? literal(low) + (strict ? " < " : " <= ") + field + " <= " + literal(high)
                : literal(high) + " >= " + field + (strict ? " > " : " >= ") + literal(low);
        if (order(low, high) == 0) {
            strict = false;
        }
        boolean open = strict;
        return new Sample(
                text,
                row -> ofScalar(
                        row.get(field),
                        value -> (open ? order(value, typed(field, low)) > 0 : order(value, typed(field, low)) >= 0)
                                && order(value, typed(field, high)) <= 0));
    }

    private Sample in() {
        return inOf(pick(random.nextBoolean() ? INTEGER_FIELDS : random.nextBoolean() ? REAL_FIELDS : TEXT_FIELDS));
    }

    private Sample inOf(String field) {
        List<Object> values = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            values.add(constantFor(field));
        }
        boolean negated = random.nextBoolean();
        return new Sample(field + (negated ? " not in " : " in ") + literal(values), row -> {
            Outcome found = ofScalar(
                    row.get(field),
                    value -> values.stream().anyMatch(constant -> order(value, typed(field, constant)) == 0));
            return negated ? not(found) : found;
        });
    }

    private Sample like() {
        return like(pick(TEXT_FIELDS));
    }

    private Sample like(String field) {
        if (random.nextInt(3) == 0) {
            return regexMatch(field);
        }
        String pattern = rows.pattern();
        Pattern regex = regex(pattern);
        return new Sample(
                field + " like " + literal(pattern),
                row -> ofScalar(
                        row.get(field), value -> regex.matcher((String) value).matches()));
    }

    private Sample regexMatch(String field) {
        String text = pick(REGEXES);
        Pattern regex = Pattern.compile(text, Pattern.DOTALL);
        boolean negated = random.nextBoolean();
        return new Sample(field + (negated ? " !~ r\"" : " =~ r\"") + text + "\"", row -> {
            Outcome found = ofScalar(
                    row.get(field), value -> regex.matcher((String) value).find());
            return negated ? not(found) : found;
        });
    }

    private Sample nullTest() {
        if (random.nextBoolean()) {
            String field = pick(List.of("age", "name", "flag", "price", "meta"));
            return random.nextBoolean()
                    ? new Sample(field + " is null", row -> Outcome.of(row.get(field) == null))
                    : new Sample(field + " is not null", row -> Outcome.of(row.get(field) != null));
        }
        List<Object> path = PATHS.get(random.nextInt(PATHS.size() - 1));
        return switch (random.nextInt(3)) {
            case 0 -> new Sample("exists " + render(path), row -> Outcome.of(at(row, path) != null));
            case 1 -> new Sample(render(path) + " is null", row -> Outcome.of(at(row, path) == null));
            default -> new Sample(render(path) + " is not null", row -> Outcome.of(at(row, path) != null));
        };
    }

    private Sample fieldComparison() {
        String operator = pick(OPERATORS);
        List<String> family = random.nextInt(4) == 0
                ? TEXT_FIELDS
                : random.nextInt(4) == 0
                        ? List.of("flag", "flag2")
                        : List.of("tiny", "small", "age", "big", "ratio", "price");
        String left = pick(family);
        String right = pick(family);
        return new Sample(left + " " + operator + " " + right, row -> {
            Object a = row.get(left);
            Object b = row.get(right);
            return a == null || b == null ? Outcome.UNKNOWN : Outcome.of(holds(operator, order(a, b)));
        });
    }

    private Sample arithmetic() {
        String operator = pick(OPERATORS);
        String sign = pick(List.of("+", "-", "*", "/", "%"));
        if (random.nextInt(3) == 0 && !sign.equals("%")) {
            double operand = 0.5 + random.nextInt(5);
            double constant = rows.real();
            return new Sample(
                    "price " + sign + " " + operand + " " + operator + " " + literal(constant),
                    row -> ofScalar(
                            row.get("price"),
                            value -> holds(operator, order(calculate((Double) value, sign, operand), constant))));
        }
        String field = pick(INTEGER_FIELDS);
        long operand = 1L + random.nextInt(5);
        long constant = rows.integer();
        return new Sample(
                field + " " + sign + " " + operand + " " + operator + " " + literal(constant),
                row -> ofScalar(
                        row.get(field),
                        value -> holds(
                                operator, order(calculate(((Number) value).longValue(), sign, operand), constant))));
    }

    private Sample json() {
        List<Object> path = PATHS.get(random.nextInt(PATHS.size()));
        if (random.nextInt(4) == 0) {
            List<Object> values = new ArrayList<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                values.add(rows.scalar());
            }
            return new Sample(render(path) + " in " + literal(values), row -> {
                Object value = at(row, path);
                if (value == null || values.stream().noneMatch(constant -> sameKind(value, constant))) {
                    return Outcome.UNKNOWN;
                }
                return Outcome.of(
                        values.stream().anyMatch(constant -> sameKind(value, constant) && order(value, constant) == 0));
            });
        }
        if (random.nextInt(4) == 0) {
            String pattern = rows.pattern();
            Pattern regex = regex(pattern);
            return new Sample(
                    render(path) + " like " + literal(pattern),
                    row -> at(row, path) instanceof String text
                            ? Outcome.of(regex.matcher(text).matches())
                            : Outcome.UNKNOWN);
        }
        String operator = pick(OPERATORS);
        Object constant = rows.scalar();
        return new Sample(render(path) + " " + operator + " " + literal(constant), row -> {
            Object value = at(row, path);
            return value == null || !sameKind(value, constant)
                    ? Outcome.UNKNOWN
                    : Outcome.of(holds(operator, order(value, constant)));
        });
    }

    private Sample contains() {
        List<Object> path = random.nextBoolean() ? List.of("meta", "list") : PATHS.get(random.nextInt(PATHS.size()));
        List<Object> wanted = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            wanted.add(random.nextInt(5) == 0 ? List.of(rows.scalar()) : rows.scalar());
        }
        boolean all = random.nextBoolean();
        return new Sample(
                (all ? "json_contains_all(" : "json_contains_any(") + render(path) + ", " + literal(wanted) + ")",
                row -> {
                    if (!(at(row, path) instanceof List<?> list)) {
                        return Outcome.UNKNOWN;
                    }
                    return Outcome.of(
                            all
                                    ? wanted.stream().allMatch(value -> has(list, value))
                                    : wanted.stream().anyMatch(value -> has(list, value)));
                });
    }

    /** What is asked of a field, asked of an element of arrays of its type. */
    private Sample element() {
        ArrayField array = pick(ARRAYS);
        String field = array.element;
        int index = random.nextInt(3);
        Sample sample = switch (random.nextInt(3)) {
            case 0 -> comparison(field, constantFor(field));
            case 1 -> field.equals("flag") ? comparison(field, true) : rangeOf(field);
            default -> field.equals("name") ? like(field) : inOf(field);
        };
        String text = sample.text.replaceFirst("\\b" + field + "\\b", array.name + "[" + index + "]");
        return new Sample(text, row -> {
            Map<String, Object> elements = new HashMap<>();
            if (row.get(array.name) instanceof List<?> list && index < list.size()) {
                elements.put(field, list.get(index));
            }
            return sample.oracle.apply(elements);
        });
    }

    private Sample arrayContains() {
        ArrayField array = pick(ARRAYS);
        List<Object> wanted = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Object constant = constantFor(array.element);
            wanted.add(constant instanceof Long && random.nextInt(5) == 0 ? (Object) rows.real() : constant);
        }
        List<Object> typed =
                wanted.stream().map(constant -> typed(array.element, constant)).toList();
        boolean all = random.nextBoolean();
        return new Sample(
                (all ? "array_contains_all(" : "ARRAY_CONTAINS_ANY(") + array.name + ", " + literal(wanted) + ")",
                row -> ofScalar(
                        row.get(array.name),
                        list -> all
                                ? typed.stream().allMatch(value -> has((List<?>) list, value))
                                : typed.stream().anyMatch(value -> has((List<?>) list, value))));
    }

    private Sample arrayLength() {
        String operator = pick(OPERATORS);
        int length = random.nextInt(6) - 1;
        if (random.nextBoolean()) {
            ArrayField array = pick(ARRAYS);
            return new Sample(
                    "array_length(" + array.name + ") " + operator + " " + length,
                    row -> ofScalar(
                            row.get(array.name),
                            list -> holds(operator, Integer.compare(((List<?>) list).size(), length))));
        }
        return new Sample(
                "array_length(meta['list']) " + operator + " " + length,
                row -> at(row, List.of("meta", "list")) instanceof List<?> list
                        ? Outcome.of(holds(operator, Integer.compare(list.size(), length)))
                        : Outcome.UNKNOWN);
    }

    private Object constantFor(String field) {
        if (TEXT_FIELDS.contains(field)) {
            return rows.text();
        }
        if (field.equals("flag")) {
            return random.nextBoolean();
        }
        return REAL_FIELDS.contains(field) ? (Object) rows.real() : (Object) rows.integer();
    }

    private String render(List<Object> path) {
        if (path.getFirst().equals("$meta") && random.nextBoolean()) {
            return (String) path.get(1);
        }
        StringBuilder text = new StringBuilder((String) path.getFirst());
        for (Object step : path.subList(1, path.size())) {
            text.append('[')
                    .append(step instanceof Integer ? step : literal(step))
                    .append(']');
        }
        return text.toString();
    }

    private String literal(Object value) {
        return switch (value) {
            case String text ->
                '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
            case List<?> list -> {
                StringBuilder text = new StringBuilder("[");
                for (Object element : list) {
                    text.append(text.length() == 1 ? "" : ", ").append(literal(element));
                }
                yield text.append(']').toString();
            }
            default -> value.toString();
        };
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
