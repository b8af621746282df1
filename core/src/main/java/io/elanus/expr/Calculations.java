package io.elanus.expr;

import io.elanus.expr.Term.Calculation;
import io.elanus.expr.Term.Column;
import io.elanus.expr.Term.Condition;
import io.elanus.expr.Term.Constant;
import io.elanus.expr.Term.Element;
import io.elanus.expr.Term.Elements;
import io.elanus.expr.Term.Length;
import io.elanus.expr.Term.Path;
import io.elanus.expr.Term.Sample;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;

/** The typing of arithmetic: constants are folded, and one field may be calculated with one constant. */
final class Calculations {
    private Calculations() {}

    static Term of(Arithmetic arithmetic, Term left, Term right, String text) {
        if (left instanceof Constant(Value a) && right instanceof Constant(Value b)) {
            return new Constant(Constants.calculate(arithmetic, a, b));
        }
        if (right instanceof Constant(Value operand)) {
            return of(arithmetic, left, operand, text);
        }
        if (left instanceof Constant(Value operand)) {
            if (!arithmetic.commutes()) {
                throw new FilterException("'" + arithmetic.verb()
                        + "' needs the field on the left and the constant on the right, got: " + text);
            }
            return of(arithmetic, right, operand, text);
        }
        throw new FilterException("not supported to do arithmetic operations between multiple fields: " + text);
    }

    private static Term of(Arithmetic arithmetic, Term subject, Value operand, String text) {
        switch (subject) {
            case Path _ -> checkOperand(arithmetic, subject, operand, Numbers.isNumber(operand));
            case Column(FieldSchema field) -> checkTypes(arithmetic, subject, field.type(), operand, text);
            case Element(FieldSchema array, int _) -> checkTypes(arithmetic, subject, array.element(), operand, text);
            case Length _, Condition _, Calculation _, Constant _, Elements _, Sample _ ->
                throw new FilterException("complicated arithmetic operations are not supported: " + text);
        }
        if (arithmetic.integersOnly() && !(operand instanceof Value.Int)) {
            throw new FilterException(arithmetic.verb() + " can only apply on integer types: " + text);
        }
        if (arithmetic.divides() && Numbers.toDouble(operand) == 0) {
            throw new FilterException("division or modulus by zero: " + text);
        }
        return new Calculation(subject, arithmetic, operand);
    }

    private static void checkTypes(Arithmetic arithmetic, Term subject, DataType type, Value operand, String text) {
        boolean areNumbers = type.isNumeric() && Numbers.isNumber(operand);
        checkOperand(arithmetic, subject, operand, areNumbers && Constants.fits(operand, type));
        if (arithmetic.integersOnly() && !type.isInteger()) {
            throw new FilterException(arithmetic.verb() + " can only apply on integer types: " + text);
        }
    }

    private static void checkOperand(Arithmetic arithmetic, Term subject, Value operand, boolean allowed) {
        if (!allowed) {
            throw new FilterException("'" + arithmetic.verb() + "' cannot perform arithmetic between "
                    + subject.typeName() + " field and " + Constants.typeName(operand));
        }
    }
}
