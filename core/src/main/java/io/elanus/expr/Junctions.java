package io.elanus.expr;

import io.elanus.expr.FilterParser.AndContext;
import io.elanus.expr.FilterParser.ExprContext;
import io.elanus.expr.FilterParser.NotContext;
import io.elanus.expr.FilterParser.OrContext;
import io.elanus.expr.Term.Condition;
import io.elanus.expr.Term.Elements;
import io.elanus.expr.Term.Sample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The typing of and, or and not, and where among them a random sample or a choice of elements may stand. */
final class Junctions {
    private final Analyzer analyzer;

    Junctions(Analyzer analyzer) {
        this.analyzer = analyzer;
    }

    Term not(NotContext node) {
        Term operand = analyzer.visit(node.expr());
        if (operand instanceof Sample) {
            throw new FilterException("random sample expression cannot be used in logical not expression");
        }
        if (operand instanceof Elements) {
            throw new FilterException("element filter expression cannot be used in unary expression");
        }
        Predicate condition = Analyzer.condition(operand)
                .orElseThrow(() -> new FilterException(
                        "not op can only be applied on boolean expression, got: " + Syntax.text(node.expr())));
        return new Condition(new Predicate.Not(condition));
    }

    Term and(AndContext node) {
        Deque<ExprContext> operands = operands(node);
        ExprContext last = operands.getLast();
        List<Predicate> conditions = new ArrayList<>(operands.size());
        for (ExprContext operand : operands) {
            Term term = analyzer.visit(operand);
            if (operand == last && term instanceof Sample(Predicate sampled, double share)) {
                conditions.add(sampled);
                return new Sample(new Predicate.And(conditions), share);
            }
            if (operand == last && term instanceof Elements(Predicate rows, ElementFilter filter)) {
                conditions.add(rows);
                return new Elements(new Predicate.And(conditions), filter);
            }
            if (term instanceof Elements) {
                throw new FilterException(
                        "element filter expression can only be the last expression in the logical and expression");
            }
            if (term instanceof Sample) {
                throw new FilterException(
                        "random sample expression can only be the last expression in the logical and expression");
            }
            conditions.add(operand("and", term, operand));
        }
        return new Condition(new Predicate.And(conditions));
    }

    Term or(OrContext node) {
        Deque<ExprContext> operands = operands(node);
        List<Predicate> conditions = new ArrayList<>(operands.size());
        for (ExprContext operand : operands) {
            Term term = analyzer.visit(operand);
            if (term instanceof Sample) {
                // The text of Milvus, which clients look for.
                throw new FilterException("random sample expression cannot be used in logical and expression");
            }
            if (term instanceof Elements) {
                throw new FilterException("element filter expression cannot be used in logical or expression");
            }
            conditions.add(operand("or", term, operand));
        }
        return new Condition(new Predicate.Or(conditions));
    }

    /** Long chains are deep trees on the left, which no call of visit for each of them has to go down. */
    private static Deque<ExprContext> operands(ExprContext chain) {
        Deque<ExprContext> operands = new ArrayDeque<>();
        ExprContext first = chain;
        while (first.getClass() == chain.getClass()) {
            operands.push(first.getRuleContext(ExprContext.class, 1));
            first = first.getRuleContext(ExprContext.class, 0);
        }
        operands.push(first);
        return operands;
    }

    private static Predicate operand(String operator, Term term, ExprContext node) {
        return Analyzer.condition(term)
                .orElseThrow(() -> new FilterException(
                        "'" + operator + "' can only be used between boolean expressions, got: " + Syntax.text(node)));
    }
}
