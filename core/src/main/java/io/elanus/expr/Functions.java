package io.elanus.expr;

import io.elanus.expr.FilterParser.ArgumentContext;
import io.elanus.expr.FilterParser.CallContext;
import io.elanus.expr.Term.Column;
import io.elanus.expr.Term.Condition;
import io.elanus.expr.Term.Constant;
import io.elanus.expr.Term.Path;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.util.List;

/** The typing of calls. A function has its name in all lower or all upper case. */
final class Functions {
    private final Analyzer analyzer;
    private final TextFunctions texts;

    Functions(Analyzer analyzer, TextFunctions texts) {
        this.analyzer = analyzer;
        this.texts = texts;
    }

    /** @throws FilterException also if there is no such function */
    Term call(CallContext node) {
        String name = node.IDENTIFIER().getText();
        return switch (name) {
            case "json_contains", "JSON_CONTAINS", "array_contains", "ARRAY_CONTAINS" -> {
                Term subject = subject(name, node);
                yield contains(name, subject, false, List.of(constant(name, node)));
            }
            case "json_contains_all", "JSON_CONTAINS_ALL", "array_contains_all", "ARRAY_CONTAINS_ALL" -> {
                Term subject = subject(name, node);
                yield contains(name, subject, true, list(name, constant(name, node)));
            }
            case "json_contains_any", "JSON_CONTAINS_ANY", "array_contains_any", "ARRAY_CONTAINS_ANY" -> {
                Term subject = subject(name, node);
                yield contains(name, subject, false, list(name, constant(name, node)));
            }
            case "text_match", "TEXT_MATCH" -> texts.match(node);
            case "text_match_fuzzy", "TEXT_MATCH_FUZZY" -> texts.fuzzyMatch(node);
            case "phrase_match", "PHRASE_MATCH" -> texts.phraseMatch(node);
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

    private Term subject(String name, CallContext node) {
        List<ArgumentContext> arguments = node.argument();
        if (arguments.size() != 2 || arguments.stream().anyMatch(argument -> argument.IDENTIFIER() != null)) {
            throw new FilterException(name + " needs a field and what it contains, got: " + Syntax.text(node));
        }
        return analyzer.visit(arguments.getFirst().expr());
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
