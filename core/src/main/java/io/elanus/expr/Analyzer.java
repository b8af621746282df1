package io.elanus.expr;

import io.elanus.expr.FilterParser.AndContext;
import io.elanus.expr.FilterParser.BitAndContext;
import io.elanus.expr.FilterParser.BitOrContext;
import io.elanus.expr.FilterParser.BitXorContext;
import io.elanus.expr.FilterParser.BooleanContext;
import io.elanus.expr.FilterParser.CallContext;
import io.elanus.expr.FilterParser.ColumnContext;
import io.elanus.expr.FilterParser.EqualityContext;
import io.elanus.expr.FilterParser.ExistsContext;
import io.elanus.expr.FilterParser.ExprContext;
import io.elanus.expr.FilterParser.InContext;
import io.elanus.expr.FilterParser.IntegerContext;
import io.elanus.expr.FilterParser.LikeContext;
import io.elanus.expr.FilterParser.ListContext;
import io.elanus.expr.FilterParser.NotContext;
import io.elanus.expr.FilterParser.NullTestContext;
import io.elanus.expr.FilterParser.OrContext;
import io.elanus.expr.FilterParser.OrderContext;
import io.elanus.expr.FilterParser.ParensContext;
import io.elanus.expr.FilterParser.PowerContext;
import io.elanus.expr.FilterParser.ProductContext;
import io.elanus.expr.FilterParser.RawTextContext;
import io.elanus.expr.FilterParser.RealContext;
import io.elanus.expr.FilterParser.RegexContext;
import io.elanus.expr.FilterParser.ShiftContext;
import io.elanus.expr.FilterParser.SignContext;
import io.elanus.expr.FilterParser.StructElementContext;
import io.elanus.expr.FilterParser.SumContext;
import io.elanus.expr.FilterParser.TemplateContext;
import io.elanus.expr.FilterParser.TemporalContext;
import io.elanus.expr.FilterParser.TextContext;
import io.elanus.expr.Term.Calculation;
import io.elanus.expr.Term.Column;
import io.elanus.expr.Term.Condition;
import io.elanus.expr.Term.Constant;
import io.elanus.expr.Term.Element;
import io.elanus.expr.Term.Elements;
import io.elanus.expr.Term.Length;
import io.elanus.expr.Term.Path;
import io.elanus.expr.Term.Sample;
import io.elanus.model.CollectionSchema;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.antlr.v4.runtime.tree.ParseTree;

/** From the parse tree of a filter to its typed form: one method for each shape of the grammar. Owned by one thread. */
final class Analyzer extends FilterBaseVisitor<Term> {
    private final Names names;
    private final Structs structs;
    private final Functions functions;
    private final Map<String, Value> templates;
    private final Times times;
    private final Junctions junctions = new Junctions(this);
    private int depth;

    /** @param zone of times without an offset */
    Analyzer(CollectionSchema schema, Map<String, Value> templates, ZoneId zone) {
        this.names = new Names(schema);
        this.structs = new Structs(this, schema);
        this.functions = new Functions(this, structs, new TextFunctions(this, names));
        this.templates = templates;
        this.times = new Times(this, zone);
    }

    /**
     * What a filter selects.
     *
     * @param share of the rows that match; empty for all of them
     * @param elements set if elements of a struct array are selected too
     */
    record Selection(Predicate predicate, OptionalDouble share, Optional<ElementFilter> elements) {}

    /** @throws FilterException if the filter does not say of each row whether it matches */
    Selection selection(ExprContext tree) {
        Term term = visit(tree);
        if (term instanceof Sample(Predicate predicate, double share)) {
            return new Selection(predicate, OptionalDouble.of(share), Optional.empty());
        }
        if (term instanceof Elements(Predicate predicate, ElementFilter filter)) {
            Predicate withElement = new Predicate.And(List.of(predicate, filter.anyElement()));
            return new Selection(withElement, OptionalDouble.empty(), Optional.of(filter));
        }
        Predicate predicate = condition(term)
                .orElseThrow(() -> new FilterException("predicate is not a boolean expression: " + Syntax.text(tree)
                        + ", data type: " + term.typeName()));
        return new Selection(predicate, OptionalDouble.empty(), Optional.empty());
    }

    // Long chains of one operator are deep trees too, though the parser read them in a loop.
    @Override
    public Term visit(ParseTree tree) {
        Syntax.checkNesting(++depth);
        Term term = tree.accept(this);
        depth--;
        return term;
    }

    @Override
    public Term visitInteger(IntegerContext node) {
        return new Constant(Literals.integer(node.getText(), false));
    }

    @Override
    public Term visitReal(RealContext node) {
        return new Constant(Literals.real(node.getText()));
    }

    @Override
    public Term visitBoolean(BooleanContext node) {
        return new Constant(new Value.Bool(node.getText().equalsIgnoreCase("true")));
    }

    @Override
    public Term visitText(TextContext node) {
        return new Constant(new Value.Text(Literals.text(node.getText())));
    }

    @Override
    public Term visitRawText(RawTextContext node) {
        return new Constant(new Value.Text(Literals.rawText(node.getText())));
    }

    @Override
    public Term visitTemplate(TemplateContext node) {
        String name = node.IDENTIFIER().getText();
        Value value = templates.get(name);
        if (value == null) {
            throw new FilterException("the value of expression template variable name {" + name + "} is not found");
        }
        return new Constant(Constants.checkNumbers(value));
    }

    @Override
    public Term visitList(ListContext node) {
        List<Value> elements = new ArrayList<>(node.expr().size());
        for (ExprContext element : node.expr()) {
            if (!(visit(element) instanceof Constant(Value value))) {
                throw new FilterException("array element type must be generic value, but got: " + Syntax.text(element));
            }
            elements.add(value);
        }
        return new Constant(new Value.Array(elements));
    }

    @Override
    public Term visitParens(ParensContext node) {
        return visit(node.expr());
    }

    @Override
    public Term visitColumn(ColumnContext node) {
        structs.checkOutside(node);
        return names.resolve(node);
    }

    @Override
    public Term visitStructElement(StructElementContext node) {
        return structs.part(node);
    }

    @Override
    public Term visitTemporal(TemporalContext node) {
        throw unsupported(Syntax.text(node));
    }

    @Override
    public Term visitShift(ShiftContext node) {
        throw new FilterException("shift is not supported: " + Syntax.text(node));
    }

    @Override
    public Term visitCall(CallContext node) {
        return functions.call(node);
    }

    @Override
    public Term visitNullTest(NullTestContext node) {
        Predicate isNull = structs.anyPart(node.expr())
                .<Predicate>map(Predicate.IsNull::new)
                .orElseGet(() -> isNull(node));
        boolean negated = node.test.getType() == FilterParser.IS_NOT_NULL;
        return new Condition(negated ? new Predicate.Not(isNull) : isNull);
    }

    private Predicate isNull(NullTestContext node) {
        return switch (visit(node.expr())) {
            case Column(FieldSchema field)
            when field.type().isVector() && field.structName().isEmpty() ->
                throw new FilterException("IsNull/IsNotNull operations are not supported on vector fields");
            case Column(FieldSchema field) -> new Predicate.IsNull(field);
            case Path(FieldSchema field, JsonPath path) when path.isRoot() -> new Predicate.IsNull(field);
            case Path(FieldSchema field, JsonPath path) -> new Predicate.Not(new Predicate.JsonExists(field, path));
            case Element _ ->
                throw new FilterException("IsNull/IsNotNull operations are not supported on array element access, got: "
                        + Syntax.text(node));
            case Constant _, Calculation _, Length _, Condition _, Elements _, Sample _ ->
                throw new FilterException(
                        "IsNull/IsNotNull operations are only supported on fields, got: " + Syntax.text(node.expr()));
        };
    }

    @Override
    public Term visitExists(ExistsContext node) {
        Term subject = visit(node.expr());
        return switch (subject) {
            case Path(FieldSchema field, JsonPath path)
            when !path.isRoot() -> new Condition(new Predicate.JsonExists(field, path));
            case Path _ -> throw new FilterException("exists operations are only supported on json key");
            case Column _, Element _ ->
                throw new FilterException(
                        "exists operations are only supported on json field, got: " + subject.typeName());
            case Constant _, Calculation _, Length _, Condition _, Elements _, Sample _ ->
                throw new FilterException(
                        "exists operations are only supported on single fields now, got: " + Syntax.text(node.expr()));
        };
    }

    @Override
    public Term visitLike(LikeContext node) {
        Term subject = visit(node.expr(0));
        if (!(visit(node.expr(1)) instanceof Constant(Value.Text(String pattern)))) {
            throw new FilterException(
                    "like pattern should be a string literal or template variable, got: " + Syntax.text(node.expr(1)));
        }
        return new Condition(Patterns.like(subject, LikePattern.of(pattern)));
    }

    @Override
    public Term visitRegex(RegexContext node) {
        Predicate found = Patterns.regex(visit(node.expr(0)), RegexPattern.of(regex(node.expr(1))));
        return new Condition(node.op.getType() == FilterParser.FINDS ? found : new Predicate.Not(found));
    }

    // In a quoted text, escapes are those of regular expressions, so that '\d' can be written as it is.
    private String regex(ExprContext node) {
        if (node instanceof TextContext text) {
            return Literals.regex(text.getText());
        }
        if (visit(node) instanceof Constant(Value.Text(String pattern))) {
            return pattern;
        }
        throw new FilterException(
                "regex pattern should be a string literal or template variable, got: " + Syntax.text(node));
    }

    @Override
    public Term visitPower(PowerContext node) {
        if (visit(node.expr(0)) instanceof Constant(Value base)
                && visit(node.expr(1)) instanceof Constant(Value exponent)) {
            return new Constant(Constants.power(base, exponent));
        }
        throw new FilterException("power can only apply on constants: " + Syntax.text(node));
    }

    @Override
    public Term visitSign(SignContext node) {
        // Without its minus, the smallest integer does not fit into 64 bits.
        if (node.sign.getType() == FilterParser.MINUS && node.expr() instanceof IntegerContext integer) {
            return new Constant(Literals.integer(integer.getText(), true));
        }
        Term operand = visit(node.expr());
        if (operand instanceof Constant(Value value) && node.sign.getType() != FilterParser.TILDE) {
            Value negated = Constants.negate(value);
            return new Constant(node.sign.getType() == FilterParser.MINUS ? negated : value);
        }
        if (node.sign.getType() == FilterParser.PLUS && operand.kind() == Kind.NUMBER) {
            return operand;
        }
        throw new FilterException("unexpected op: " + node.sign.getText() + " in " + Syntax.text(node));
    }

    @Override
    public Term visitProduct(ProductContext node) {
        return calculation(node.op.getText(), node.expr(0), node.expr(1), node);
    }

    @Override
    public Term visitSum(SumContext node) {
        return calculation(node.op.getText(), node.expr(0), node.expr(1), node);
    }

    @Override
    public Term visitBitAnd(BitAndContext node) {
        return calculation(node.op.getText(), node.expr(0), node.expr(1), node);
    }

    @Override
    public Term visitBitXor(BitXorContext node) {
        return calculation(node.op.getText(), node.expr(0), node.expr(1), node);
    }

    @Override
    public Term visitBitOr(BitOrContext node) {
        return calculation(node.op.getText(), node.expr(0), node.expr(1), node);
    }

    private Term calculation(String operator, ExprContext left, ExprContext right, ExprContext node) {
        return Calculations.of(Arithmetic.of(operator), visit(left), visit(right), Syntax.text(node));
    }

    @Override
    public Term visitIn(InContext node) {
        Term subject = visit(node.expr(0));
        String values = Syntax.text(node.expr(1));
        if (!(visit(node.expr(1)) instanceof Constant(Value value))) {
            throw new FilterException("value '" + values + "' in list cannot be a non-const expression");
        }
        if (!(value instanceof Value.Array list)) {
            throw new FilterException("the right-hand side of 'in' must be a list, but got: " + values);
        }
        Predicate in = Comparisons.in(subject, list.elements(), Syntax.text(node.expr(0)));
        return new Condition(node.NOT() == null ? in : new Predicate.Not(in));
    }

    @Override
    public Term visitOrder(OrderContext node) {
        Comparison second = Comparison.of(node.op.getType());
        if (node.expr(0) instanceof OrderContext inner) {
            Comparison first = Comparison.of(inner.op.getType());
            if (isLess(first) == isLess(second)) {
                return range(first, second, inner, node);
            }
        }
        return compare(second, node.expr(0), node.expr(1));
    }

    private Term range(Comparison first, Comparison second, OrderContext inner, OrderContext node) {
        Comparisons.Bound left = new Comparisons.Bound(visit(inner.expr(0)), first.includesEqual());
        Term middle = visit(inner.expr(1));
        Comparisons.Bound right = new Comparisons.Bound(visit(node.expr(1)), second.includesEqual());
        return isLess(first)
                ? new Condition(Comparisons.range(left, middle, right, Syntax.text(node)))
                : new Condition(Comparisons.range(right, middle, left, Syntax.text(node)));
    }

    private Term compare(Comparison comparison, ExprContext left, ExprContext right) {
        if (right instanceof TemporalContext time) {
            return new Condition(times.compare(comparison, left, time));
        }
        return left instanceof TemporalContext time
                ? new Condition(times.compare(comparison.mirrored(), right, time))
                : Comparisons.compare(comparison, visit(left), visit(right));
    }

    private static boolean isLess(Comparison comparison) {
        return comparison == Comparison.LESS || comparison == Comparison.LESS_EQUAL;
    }

    @Override
    public Term visitEquality(EqualityContext node) {
        return compare(Comparison.of(node.op.getType()), node.expr(0), node.expr(1));
    }

    @Override
    public Term visitNot(NotContext node) {
        return junctions.not(node);
    }

    @Override
    public Term visitAnd(AndContext node) {
        return junctions.and(node);
    }

    @Override
    public Term visitOr(OrContext node) {
        return junctions.or(node);
    }

    /** What a term says of a row, if it is true or false of one by itself. */
    static Optional<Predicate> condition(Term term) {
        return switch (term) {
            case Condition(Predicate predicate) -> Optional.of(predicate);
            case Constant(Value.Bool(boolean value)) -> Optional.of(new Predicate.Always(value));
            case Constant _, Column _, Element _, Length _, Path _, Calculation _, Elements _, Sample _ ->
                Optional.empty();
        };
    }

    static FilterException unsupported(String what) {
        return new FilterException(what + " is not supported");
    }
}
