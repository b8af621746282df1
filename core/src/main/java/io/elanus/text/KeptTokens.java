package io.elanus.text;

import java.util.function.Predicate;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** The tokens that pass a test; the positions of the others stay empty. */
final class KeptTokens extends FilteringTokenFilter {
    private final Predicate<CharSequence> test;
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    KeptTokens(TokenStream tokens, Predicate<CharSequence> test) {
        super(tokens);
        this.test = test;
    }

    @Override
    protected boolean accept() {
        return test.test(term);
    }
}
