package io.elanus.expr;

import io.elanus.expr.FilterParser.ArgumentContext;
import io.elanus.expr.FilterParser.CallContext;
import io.elanus.expr.FilterParser.ColumnContext;
import io.elanus.expr.FilterParser.ExprContext;
import io.elanus.expr.FilterParser.IntegerContext;
import io.elanus.expr.Term.Condition;
import io.elanus.expr.Term.Constant;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import io.elanus.text.TextAnalyzer;
import io.elanus.text.TextQuery;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The typing of calls that ask for the tokens of a text. */
final class TextFunctions {
    private static final int MINIMUM_MAX = 1_000;
    private static final long SLOP_MAX = 0xFFFF_FFFFL;
    private static final String MINIMUM = "minimum_should_match";
    private static final String DISTANCE = "max_edit_distance";

    private final Analyzer analyzer;
    private final Names names;

    TextFunctions(Analyzer analyzer, Names names) {
        this.analyzer = analyzer;
        this.names = names;
    }

    /** What all of them begin with. */
    private record Operands(FieldSchema field, TextAnalyzer analyzer, String query) {
        Condition condition(TextQuery question) {
            return new Condition(new Predicate.TextMatch(field, analyzer, question));
        }
    }

    /** {@code text_match(field, "query", minimum_should_match = n)} */
    Term match(CallContext node) {
        Operands operands = operands("text match", "text_match query", node);
        int minimum = 1;
        Optional<ArgumentContext> option = third(node);
        if (option.isPresent()) {
            if (!isOption(option.get(), MINIMUM)) {
                throw malformed(node);
            }
            long value = integer(MINIMUM, option.get());
            if (value < 1) {
                throw new FilterException(MINIMUM + " should be >= 1, got " + value);
            }
            if (value > MINIMUM_MAX) {
                throw new FilterException(MINIMUM + " should be <= " + MINIMUM_MAX + ", got " + value);
            }
            minimum = (int) value;
        }
        return operands.condition(TextQuery.words(operands.analyzer, operands.query, minimum));
    }

    /** {@code text_match_fuzzy(field, "query", max_edit_distance = n)} */
    Term fuzzyMatch(CallContext node) {
        Operands operands = operands("text match fuzzy", "text_match_fuzzy query", node);
        ArgumentContext option = third(node).orElseThrow(() -> malformed(node));
        if (option.IDENTIFIER() == null) {
            throw malformed(node);
        }
        if (!isOption(option, DISTANCE)) {
            throw new FilterException("invalid option \"" + option.IDENTIFIER().getText()
                    + "\" for text_match_fuzzy, expected " + DISTANCE);
        }
        long distance = integer(DISTANCE, option);
        if (distance < 0 || distance > TextQuery.DISTANCE_MAX) {
            throw new FilterException(DISTANCE + " should be in [0, " + TextQuery.DISTANCE_MAX + "], got " + distance);
        }
        return operands.condition(TextQuery.similar(operands.analyzer, operands.query, (int) distance));
    }

    /** {@code phrase_match(field, "query", slop)} */
    Term phraseMatch(CallContext node) {
        Operands operands = operands("phrase match", "phrase_match query", node);
        long slop = 0;
        Optional<ArgumentContext> third = third(node);
        if (third.isPresent()) {
            slop = slop(node, third.get());
        }
        return operands.condition(TextQuery.phrase(operands.analyzer, operands.query, slop));
    }

    private long slop(CallContext node, ArgumentContext argument) {
        if (argument.IDENTIFIER() != null) {
            throw malformed(node);
        }
        String text = Syntax.text(argument.expr());
        if (!(analyzer.visit(argument.expr()) instanceof Constant(Value.Int(long slop)))) {
            throw new FilterException("\"slop\" should be a const integer expression with \"uint32\" value."
                    + " \"slop\" expression passed: " + text);
        }
        if (slop < 0) {
            throw new FilterException("\"slop\" should not be a negative interger. \"slop\" passed: " + text);
        }
        if (slop > SLOP_MAX) {
            throw new FilterException("\"slop\" exceeds the range of \"uint32\". \"slop\" expression passed: " + text);
        }
        return slop;
    }

    /**
     * @param function as messages about the field name it
     * @param argument as messages about the text name it
     */
    private Operands operands(String function, String argument, CallContext node) {
        List<ArgumentContext> arguments = node.argument();
        boolean wellFormed = (arguments.size() == 2 || arguments.size() == 3)
                && arguments.get(0).IDENTIFIER() == null
                && arguments.get(1).IDENTIFIER() == null;
        if (!wellFormed || !(arguments.getFirst().expr() instanceof ColumnContext column)) {
            throw malformed(node);
        }
        FieldSchema field = names.tokens(function, column);
        ExprContext query = arguments.get(1).expr();
        if (!(analyzer.visit(query) instanceof Constant(Value.Text(String text)))) {
            throw new FilterException(
                    argument + " should be a string literal or template variable, got: " + Syntax.text(query));
        }
        return new Operands(field, TextAnalyzer.of(field), text);
    }

    private static Optional<ArgumentContext> third(CallContext node) {
        return node.argument().size() == 3 ? Optional.of(node.argument(2)) : Optional.empty();
    }

    private static boolean isOption(ArgumentContext argument, String name) {
        return argument.IDENTIFIER() != null
                && argument.IDENTIFIER().getText().toLowerCase(Locale.ROOT).equals(name);
    }

    private static long integer(String option, ArgumentContext argument) {
        if (argument.expr() instanceof IntegerContext integer
                && Literals.integer(integer.getText(), false) instanceof Value.Int(long value)) {
            return value;
        }
        throw new FilterException("invalid " + option + " value: " + Syntax.text(argument.expr()));
    }

    private static FilterException malformed(CallContext node) {
        return new FilterException("invalid arguments: " + Syntax.text(node));
    }
}
