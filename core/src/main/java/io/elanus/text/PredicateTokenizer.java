package io.elanus.text;

import java.util.function.IntPredicate;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.util.AttributeFactory;

/** Characters in a row that pass a test, however many. Lucene's own divides what is longer than 255. */
final class PredicateTokenizer extends CharTokenizer {
    /** The most that Lucene takes. */
    private static final int TOKEN_CHARS_MAX = 1 << 20;

    private final IntPredicate test;

    PredicateTokenizer(IntPredicate test) {
        super(AttributeFactory.DEFAULT_ATTRIBUTE_FACTORY, TOKEN_CHARS_MAX);
        this.test = test;
    }

    @Override
    protected boolean isTokenChar(int codePoint) {
        return test.test(codePoint);
    }
}
