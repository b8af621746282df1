package io.elanus.expr;

import io.elanus.expr.FilterParser.ArgumentContext;
import io.elanus.expr.FilterParser.CallContext;
import io.elanus.expr.FilterParser.ExprContext;
import io.elanus.expr.FilterParser.TemplateContext;
import io.elanus.expr.Term.Column;
import io.elanus.expr.Term.Condition;
import io.elanus.expr.Term.Constant;
import io.elanus.expr.Term.Path;
import io.elanus.expr.Term.Sample;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.util.List;

/** The typing of calls. A function has its name in all lower or all upper case. */
final class Functions {
    /** How near to nothing and to everything a sample may be. */
    private static final double SHARE_MARGIN = 1e-10;

    private final Analyzer analyzer;

    Functions(Analyzer analyzer) {
        this.analyzer = analyzer;
    }

    /** @throws FilterException also if there is no such function */
    Term call(CallContext node) {
        String name = node.IDENTIFIER().getText();
        return switch (name) {
            case "json_contains", "JSON_CONTAINS", "array_contains", "ARRAY_CONTAINS" -> {
                Term subject = subject(node);
                yield contains(name, subject, false, List.of(constant(name, node)));
            }
            case "json_contains_all", "JSON_CONTAINS_ALL", "array_contains_all", "ARRAY_CONTAINS_ALL" -> {
                Term subject = subject(node);
                yield contains(name, subject, true, list(name, constant(name, node)));
            }
            case "json_contains_any", "JSON_CONTAINS_ANY", "array_contains_any", "ARRAY_CONTAINS_ANY" -> {
                Term subject = subject(node);
                yield contains(name, subject, false, list(name, constant(name, node)));
            }
            case "random_sample", "RANDOM_SAMPLE" -> sample(node);
            case "empty", "EMPTY" -> new Condition(Patterns.like(onlySubject(node), LikePattern.of("")));
            case "starts_with", "STARTS_WITH" -> {
                Term subject = subject(node);
                yield new Condition(Patterns.like(subject, LikePattern.ofLiteral(text(name, node), true, false)));
            }
            default -> throw Analyzer.unsupported("function " + name);
        };
    }

    private static Term contains(String name, Term subject, boolean all, List<Value> elements) {
        if (subject instanceof Column && subject.kind() == Kind.ARRAY) {
            throw Analyzer.unsupported(name + " on an array field");
        }
        if (subject instanceof Path(FieldSchema field, JsonPath path)) {
            return new Condition(new Predicate.JsonTest(field, path, JsonCondition.Contains.of(all, elements)));
        }
        throw new FilterException(
                name + " operation are only supported on json or array fields now, got: " + subject.typeName());
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

    private Term onlySubject(CallContext node) {
        checkArguments(node, 1, "a field");
        return analyzer.visit(node.argument(0).expr());
    }

    private Term subject(CallContext node) {
        checkArguments(node, 2, "a field and a value");
        return analyzer.visit(node.argument(0).expr());
    }

    private static void checkArguments(CallContext node, int count, String needed) {
        List<ArgumentContext> arguments = node.argument();
        if (arguments.size() != count || arguments.stream().anyMatch(argument -> argument.IDENTIFIER() != null)) {
            throw new FilterException(node.IDENTIFIER().getText() + " needs " + needed + ", got: " + Syntax.text(node));
        }
    }

    private String text(String name, CallContext node) {
        if (analyzer.visit(node.argument(1).expr()) instanceof Constant(Value.Text(String text))) {
            return text;
        }
        throw new FilterException(
                name + " needs a string literal or template variable, got: " + Syntax.text(node.argument(1)));
    }

    private Value constant(String name, CallContext node) {
        if (analyzer.visit(node.argument(1).expr()) instanceof Constant(Value value)) {
            return value;
        }
        throw new FilterException(
                name + " operation are only supported explicit element now, got: " + Syntax.text(node.argument(1)));
    }

    private static List<Value> list(String name, Value value) {
        if (value instanceof Value.Array array) {
            return array.elements();
        }
        throw new FilterException(name + " operation element must be an array, got: " + Constants.show(value));
    }
}
