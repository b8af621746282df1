package io.elanus.expr;

import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.TokenStream;

/** What the generated parser extends. It counts how deep {@code expr} calls itself, so that no text overflows the stack. */
abstract class NestingLimitedParser extends Parser {
    private int depth;

    protected NestingLimitedParser(TokenStream tokens) {
        super(tokens);
    }

    @Override
    public void enterRecursionRule(ParserRuleContext context, int state, int ruleIndex, int precedence) {
        Syntax.checkNesting(++depth);
        super.enterRecursionRule(context, state, ruleIndex, precedence);
    }

    @Override
    public void unrollRecursionContexts(ParserRuleContext parent) {
        depth--;
        super.unrollRecursionContexts(parent);
    }
}
