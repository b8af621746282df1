package io.elanus.expr;

import io.elanus.expr.FilterParser.ArgumentContext;
import io.elanus.expr.FilterParser.CallContext;
import io.elanus.expr.FilterParser.ColumnContext;
import io.elanus.expr.FilterParser.ExprContext;
import io.elanus.expr.FilterParser.IntegerContext;
import io.elanus.expr.FilterParser.StructElementContext;
import io.elanus.expr.Term.Column;
import io.elanus.expr.Term.Condition;
import io.elanus.expr.Term.Elements;
import io.elanus.model.CollectionSchema;
import io.elanus.model.FieldSchema;
import io.elanus.model.StructSchema;
import io.elanus.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The typing of what is asked of the elements of a struct array: {@code match_any} and its like, {@code element_filter}, and
 * {@code $[part]} inside of them, which is the value of one element.
 */
final class Structs {
    private static final String THRESHOLD = "threshold";

    private final Analyzer analyzer;
    private final CollectionSchema schema;

    /** The struct array whose elements are tested where the analyzer is now. */
    private @Nullable StructSchema inside;

    /** The parts of it that were named so far, by number. */
    private final Map<Long, FieldSchema> named = new TreeMap<>();

    Structs(Analyzer analyzer, CollectionSchema schema) {
        this.analyzer = analyzer;
        this.schema = schema;
    }

    /** What is asked of each element, and of which struct array. */
    private record Question(StructSchema struct, List<FieldSchema> parts, Predicate test) {}

    Term any(CallContext node) {
        return count(question(node, 2), LongInterval.of(Comparison.GREATER_EQUAL, 1));
    }

    Term all(CallContext node) {
        Question question = question(node, 2);
        return count(
                new Question(question.struct, question.parts, new Predicate.Not(question.test)),
                LongInterval.of(Comparison.EQUAL, 0));
    }

    /** {@code match_least}, {@code match_most}, {@code match_exact}. */
    Term threshold(Comparison comparison, CallContext node) {
        Question question = question(node, 3);
        long count = threshold(node.argument(2), node);
        if (count == 0 && comparison == Comparison.GREATER_EQUAL) {
            throw new FilterException("count in MATCH_LEAST must be positive, got: 0");
        }
        return count(question, LongInterval.of(comparison, count));
    }

    private static Term count(Question question, LongInterval count) {
        return new Condition(Predicate.elementCount(question.parts, question.test, count));
    }

    Term filter(CallContext node) {
        Question question = question(node, 2);
        return new Elements(
                new Predicate.Always(true),
                new ElementFilter(question.struct.name(), question.parts, Rewrites.apply(question.test)));
    }

    private Question question(CallContext node, int argumentCount) {
        String function = node.IDENTIFIER().getText();
        List<ArgumentContext> arguments = node.argument();
        if (arguments.size() != argumentCount
                || arguments.get(0).IDENTIFIER() != null
                || arguments.get(1).IDENTIFIER() != null) {
            throw new FilterException(function + " needs a struct array and a predicate"
                    + (argumentCount == 3 ? " and threshold=<integer>" : "") + ", got: " + Syntax.text(node));
        }
        if (inside != null) {
            throw new FilterException(
                    "nested " + function + " is not supported, already inside of one for field: " + inside.name());
        }
        ExprContext first = arguments.get(0).expr();
        StructSchema struct = struct(first)
                .orElseThrow(() -> new FilterException("struct array field not found: " + Syntax.text(first)));
        inside = struct;
        named.clear();
        ExprContext tested = arguments.get(1).expr();
        Predicate test = Analyzer.condition(analyzer.visit(tested))
                .orElseThrow(() -> new FilterException(
                        "invalid predicate expression in " + function + ": " + Syntax.text(tested)));
        inside = null;
        List<FieldSchema> parts = named.isEmpty()
                ? schema.parts(struct).subList(0, 1)
                : named.values().stream().toList();
        return new Question(struct, parts, test);
    }

    private static long threshold(ArgumentContext argument, CallContext node) {
        if (argument.IDENTIFIER() != null
                && argument.IDENTIFIER().getText().equals(THRESHOLD)
                && argument.expr() instanceof IntegerContext integer
                && Literals.integer(integer.getText(), false) instanceof Value.Int(long count)) {
            return count;
        }
        throw new FilterException(
                node.IDENTIFIER().getText() + " needs threshold=<integer>, got: " + Syntax.text(argument));
    }

    /** {@code $[part]}. */
    Term part(StructElementContext node) {
        if (inside == null) {
            throw new FilterException(Syntax.text(node) + " syntax can only be used inside element_filter or match_*");
        }
        String name = StructSchema.fieldName(inside.name(), node.IDENTIFIER().getText());
        FieldSchema part = schema.find(name).orElseThrow(() -> new FilterException("array field not found: " + name));
        named.put(part.id(), part);
        return new Column(Predicate.elementField(part));
    }

    /** Refuses fields of rows inside of a test of elements. */
    void checkOutside(ExprContext field) {
        if (inside != null) {
            throw new FilterException(
                    "only the parts of an element, as $[part], can be tested inside element_filter and"
                            + " match_*, got: " + Syntax.text(field));
        }
    }

    /** A part of the struct array that an expression names, if it names one: it is null, or has elements, with the whole. */
    Optional<FieldSchema> anyPart(ExprContext node) {
        return struct(node).map(struct -> {
            checkOutside(node);
            return schema.parts(struct).getFirst();
        });
    }

    private Optional<StructSchema> struct(ExprContext node) {
        return node instanceof ColumnContext column && column.subscript().isEmpty()
                ? schema.findStruct(column.getText())
                : Optional.empty();
    }
}
