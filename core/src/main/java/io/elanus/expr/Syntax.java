package io.elanus.expr;

import io.elanus.expr.FilterParser.ExprContext;
import org.antlr.v4.runtime.ANTLRErrorListener;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;

/** From the text of a filter to its parse tree. */
final class Syntax {
    /**
     * How deep expressions may stand in each other. Parsing and typing were measured to take up to 1.3 KiB of stack a
     * level, so this needs about half of the 1 MiB that the JVM gives a thread by default.
     */
    static final int NESTING_MAX = 400;

    /** How much of a text messages repeat. */
    static final int TEXT_SHOWN_MAX = 1_000;

    private Syntax() {}

    /** @throws FilterException if the text is not a filter: where it goes wrong, and what was expected there */
    static ExprContext parse(String text) {
        FilterLexer lexer = new FilterLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        lexer.addErrorListener(FirstError.INSTANCE);
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        try {
            return fast(tokens);
        } catch (ParseCancellationException e) {
            tokens.seek(0);
            return exact(tokens);
        }
    }

    static void checkNesting(int depth) {
        if (depth > NESTING_MAX) {
            throw new FilterException("expression is nested too deeply: max=" + NESTING_MAX);
        }
    }

    /** The text from which a node was read. */
    static String text(ParserRuleContext node) {
        int from = node.start.getStartIndex();
        int to = node.stop.getStopIndex();
        String text = node.start.getInputStream().getText(Interval.of(from, Math.min(to, from + TEXT_SHOWN_MAX)));
        return shortened(text);
    }

    static String shortened(String text) {
        return text.length() <= TEXT_SHOWN_MAX ? text : text.substring(0, TEXT_SHOWN_MAX) + "…";
    }

    // Prediction without the full context is enough for nearly every text and much cheaper. It never accepts what the
    // full one refuses, so only a text that it refuses is read again.
    private static ExprContext fast(CommonTokenStream tokens) {
        FilterParser parser = new FilterParser(tokens);
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        return parser.filter().expr();
    }

    private static ExprContext exact(CommonTokenStream tokens) {
        FilterParser parser = new FilterParser(tokens);
        parser.removeErrorListeners();
        parser.addErrorListener(FirstError.INSTANCE);
        parser.getInterpreter().setPredictionMode(PredictionMode.LL);
        return parser.filter().expr();
    }

    private static final class FirstError extends BaseErrorListener {
        static final ANTLRErrorListener INSTANCE = new FirstError();

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException cause) {
            throw new FilterException(
                    "invalid expression: " + text(recognizer) + ": line " + line + ":" + column + " " + message);
        }

        private static String text(Recognizer<?, ?> recognizer) {
            CharStream text = recognizer instanceof FilterParser parser
                    ? parser.getTokenStream().getTokenSource().getInputStream()
                    : (CharStream) recognizer.getInputStream();
            return shortened(text.toString());
        }
    }
}
