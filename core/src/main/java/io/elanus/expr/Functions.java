package io.elanus.expr;

import io.elanus.expr.FilterParser.ArgumentContext;
import io.elanus.expr.FilterParser.CallContext;
import io.elanus.expr.FilterParser.ExprContext;
import io.elanus.expr.FilterParser.TemplateContext;
import io.elanus.expr.SpatialTest.Relation;
import io.elanus.expr.Term.Column;
import io.elanus.expr.Term.Condition;
import io.elanus.expr.Term.Constant;
import io.elanus.expr.Term.Length;
import io.elanus.expr.Term.Path;
import io.elanus.expr.Term.Sample;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.util.List;

/** The typing of calls. A function has its name in all lower or all upper case. */
final class Functions {
    /** How near to nothing and to everything a sample may be. */
    private static final double SHARE_MARGIN = 1e-10;

    private final Analyzer analyzer;
    private final Structs structs;
    private final TextFunctions texts;

    Functions(Analyzer analyzer, Structs structs, TextFunctions texts) {
        this.analyzer = analyzer;
        this.structs = structs;
        this.texts = texts;
    }

    /** @throws FilterException also if there is no such function */
    Term call(CallContext node) {
        String name = node.IDENTIFIER().getText();
        return switch (name) {
            case "json_contains", "JSON_CONTAINS", "array_contains", "ARRAY_CONTAINS" -> {
                Term subject = subject(node);
                yield contains("contains", subject, false, List.of(constant("contains", node)));
            }
            case "json_contains_all", "JSON_CONTAINS_ALL", "array_contains_all", "ARRAY_CONTAINS_ALL" -> {
                Term subject = subject(node);
                yield contains("contains_all", subject, true, list("contains_all", constant("contains_all", node)));
            }
            case "json_contains_any", "JSON_CONTAINS_ANY", "array_contains_any", "ARRAY_CONTAINS_ANY" -> {
                Term subject = subject(node);
                yield contains("contains_any", subject, false, list("contains_any", constant("contains_any", node)));
            }
            case "text_match", "TEXT_MATCH" -> texts.match(node);
            case "text_match_fuzzy", "TEXT_MATCH_FUZZY" -> texts.fuzzyMatch(node);
            case "phrase_match", "PHRASE_MATCH" -> texts.phraseMatch(node);
            case "array_length", "ARRAY_LENGTH" -> length(node);
            case "match_any", "MATCH_ANY" -> structs.any(node);
            case "match_all", "MATCH_ALL" -> structs.all(node);
            case "match_least", "MATCH_LEAST" -> structs.threshold(Comparison.GREATER_EQUAL, node);
            case "match_most", "MATCH_MOST" -> structs.threshold(Comparison.LESS_EQUAL, node);
            case "match_exact", "MATCH_EXACT" -> structs.threshold(Comparison.EQUAL, node);
            case "element_filter", "ELEMENT_FILTER" -> structs.filter(node);
            case "random_sample", "RANDOM_SAMPLE" -> sample(node);
            case "empty", "EMPTY" -> new Condition(Patterns.like(onlySubject(node), LikePattern.of("")));
            case "starts_with", "STARTS_WITH" -> {
                Term subject = subject(node);
                yield new Condition(Patterns.like(subject, LikePattern.ofLiteral(text(name, node), true, false)));
            }
            case "st_equals", "ST_EQUALS" -> related(Relation.EQUALS, node);
            case "st_touches", "ST_TOUCHES" -> related(Relation.TOUCHES, node);
            case "st_overlaps", "ST_OVERLAPS" -> related(Relation.OVERLAPS, node);
            case "st_crosses", "ST_CROSSES" -> related(Relation.CROSSES, node);
            case "st_contains", "ST_CONTAINS" -> related(Relation.CONTAINS, node);
            case "st_intersects", "ST_INTERSECTS" -> related(Relation.INTERSECTS, node);
            case "st_within", "ST_WITHIN" -> related(Relation.WITHIN, node);
            case "st_dwithin", "ST_DWITHIN" -> {
                checkArguments(node, 3, "a field, a point and a distance");
                yield new Condition(Spatials.near(argument(node, 0), argument(node, 1), argument(node, 2), node));
            }
            case "st_isvalid", "ST_ISVALID" -> new Condition(Spatials.isValid(onlySubject(node), node));
            default -> throw Analyzer.unsupported("function " + name);
        };
    }

    private static Term contains(String operation, Term subject, boolean all, List<Value> elements) {
        return new Condition(
                switch (subject) {
                    case Path(FieldSchema field, JsonPath path) ->
                        new Predicate.JsonTest(field, path, JsonCondition.Contains.of(all, elements));
                    case Column(FieldSchema field)
                    when field.type() == DataType.ARRAY -> Comparisons.contains(operation, field, all, elements);
                    case Term other ->
                        throw new FilterException(operation
                                + " operation are only supported on json or array fields now, got: "
                                + other.typeName());
                });
    }

    private Term length(CallContext node) {
        checkArguments(node, 1, "a field");
        ExprContext argument = node.argument(0).expr();
        return structs.anyPart(argument)
                .<Term>map(part -> new Length(new Column(part)))
                .orElseGet(() -> switch (analyzer.visit(argument)) {
                    case Path path -> new Length(path);
                    case Column column when column.field().elementType().isPresent() -> new Length(column);
                    case Term other ->
                        throw new FilterException("array_length operation are only supported on json, array or"
                                + " array-of-vector fields now, got: " + other.typeName());
                });
    }

    private Term sample(CallContext node) {
        checkArguments(node, 1, "a share");
        ExprContext argument = node.argument(0).expr();
        if (argument instanceof TemplateContext || !(analyzer.visit(argument) instanceof Constant(Value value))) {
            throw new FilterException("\"float factor\" should be a const float expression: \"float factor\" passed: "
                    + Syntax.text(argument));
        }
        double share = value instanceof Value.Real(double number) ? number : 0;
        if (!(share > SHARE_MARGIN && share < 1 - SHARE_MARGIN)) {
            throw new FilterException("the sample factor should be between 0 and 1 and not too close to 0 or 1"
                    + "(the difference should be larger than 1e-10), but got " + Syntax.text(argument));
        }
        return new Sample(new Predicate.Always(true), share);
    }

    private Term related(Relation relation, CallContext node) {
        checkArguments(node, 2, "a field and a geometry");
        return new Condition(Spatials.related(relation, argument(node, 0), argument(node, 1), node));
    }

    private Term argument(CallContext node, int index) {
        return analyzer.visit(node.argument(index).expr());
    }

    private Term onlySubject(CallContext node) {
        checkArguments(node, 1, "a field");
        return argument(node, 0);
    }

    private Term subject(CallContext node) {
        checkArguments(node, 2, "a field and a value");
        return argument(node, 0);
    }

    private static void checkArguments(CallContext node, int count, String needed) {
        List<ArgumentContext> arguments = node.argument();
        if (arguments.size() != count || arguments.stream().anyMatch(argument -> argument.IDENTIFIER() != null)) {
            throw new FilterException(node.IDENTIFIER().getText() + " needs " + needed + ", got: " + Syntax.text(node));
        }
    }

    private String text(String name, CallContext node) {
        if (argument(node, 1) instanceof Constant(Value.Text(String text))) {
            return text;
        }
        throw new FilterException(
                name + " needs a string literal or template variable, got: " + Syntax.text(node.argument(1)));
    }

    private Value constant(String operation, CallContext node) {
        if (argument(node, 1) instanceof Constant(Value value)) {
            return value;
        }
        throw new FilterException(operation + " operation are only supported explicitly specified element, got: "
                + Syntax.text(node.argument(1)));
    }

    private static List<Value> list(String operation, Value value) {
        if (value instanceof Value.Array array) {
            return array.elements();
        }
        throw new FilterException(operation + " operation element must be an array, got: " + Constants.show(value));
    }
}
