package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.elanus.model.CollectionSchema;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterErrorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            age                           | predicate is not a boolean expression: age, data type: Int32
            flag                          | predicate is not a boolean expression: flag, data type: Bool
            1 + 1                         | predicate is not a boolean expression: 1 + 1, data type: Int64
            age + 1                       | predicate is not a boolean expression: age + 1, data type: Int32
            age > 'a'                     | comparisons between Int32 and VarChar are not supported
            vec > 3                       | comparisons between FloatVector and Int64 are not supported
            name == 1                     | comparisons between VarChar and Int64 are not supported
            flag == 1                     | comparisons between Bool and Int64 are not supported
            age == name                   | comparisons between Int32 and VarChar are not supported
            tags == 1                     | can not comparisons array fields directly
            1 == 'a'                      | comparison operations cannot be applied to two incompatible operands
            'a' < true                    | comparison operations cannot be applied to two incompatible operands
            age == 1.5                    | cannot cast value to Int32, value: 1.5
            age in 5                      | the right-hand side of 'in' must be a list, but got: 5
            age in 'abc'                  | the right-hand side of 'in' must be a list
            age in [1, 'v']               | value 'string_val:"v"' in list cannot be casted to Int32
            age in [1.5]                  | value 'float_val:1.5' in list cannot be casted to Int32
            age in [age]                  | array element type must be generic value, but got: age
            1 in [1]                      | 'term' can only be used on non-const expression
            age + 1 in [1]                | 'term' can only be used on single field, but got: age + 1
            5 < age < 1                   | invalid range: lowerbound is greater than upperbound
            1 > age > 5                   | invalid range: lowerbound is greater than upperbound
            5 < age <= 5                  | invalid range: lowerbound is greater than upperbound
            1 < age < 'a'                 | invalid range operations
            true < flag < false           | invalid range operations on boolean expr
            1 < age + 1 < 5               | range operations are only supported on single fields now
            big < age < 5                 | lowerbound cannot be a non-const expression
            1 < age < big                 | upperbound cannot be a non-const expression
            1 < age > 5                   | comparisons between Bool and Int64 are not supported
            age like 'a%'                 | like operation on non-string or no-json field is unsupported
            'a' like 'a%'                 | like operation on complicated expr is unsupported
            name like 5                   | like pattern should be a string literal or template variable, got: 5
            name like 'a\\\\'              | invalid like pattern
            name like title               | like pattern should be a string literal or template variable
            flag and age > 1              | 'and' can only be used between boolean expressions, got: flag
            age or age > 1                | 'or' can only be used between boolean expressions
            not flag                      | not op can only be applied on boolean expression
            !5                            | not op can only be applied on boolean expression
            (age + 1) * 2 == 3            | complicated arithmetic operations are not supported
            age + big == 3                | not supported to do arithmetic operations between multiple fields
            1 - age == 3                  | 'subtract' needs the field on the left and the constant on the right
            age / 0 == 3                  | division or modulus by zero
            age % 0 == 3                  | division or modulus by zero
            1 / 0 == 3                    | cannot divide by zero
            1 % 0 == 3                    | cannot modulo by zero
            1.5 % 2 == 3                  | modulo can only apply on integer
            price % 2 == 1                | modulo can only apply on integer
            age + 1.5 == 3                | 'add' cannot perform arithmetic between Int32 field and Double
            name + 1 == 3                 | 'add' cannot perform arithmetic between VarChar field and Int64
            'a' + 1 == 3                  | add cannot apply on VarChar
            age & 4 == 4                  | 'bitand' cannot perform arithmetic between Int32 field and Bool
            age ** 2 == 4                 | power can only apply on constants: age ** 2
            age << 2 == 4                 | shift is not supported: age << 2
            ~age == 4                     | unexpected op: ~
            -age == 4                     | unexpected op: -
            age == {x}                    | the value of expression template variable name {x} is not found
            meta['a'] == meta['b']        | two column comparison with JSON type is not supported
            age == meta                   | two column comparison with JSON type is not supported
            meta > [1]                    | arrays can only be compared by == and !=
            meta[a] == 1                  | struct field not found: meta[a]
            name['a'] == 1                | VarChar data type not supported accessed with []
            tags == [1]                   | can not comparisons array fields directly
            0 < tags < 5                  | can not comparisons array fields directly
            tags in [1]                   | value 'int64_val:1' in list cannot be casted to Array
            words like 'a%'               | can not comparisons array fields directly
            words =~ 'a'                  | can not comparisons array fields directly
            tags + 1 == 2                 | 'add' cannot perform arithmetic between Array field and Int64
            tags['0'] == 1                | can only access array field with integer index, got: tags['0']
            tags[0][1] == 1               | can only access array field with integer index, got: tags[0][1]
            tags[a] == 1                  | struct field not found: tags[a]
            tags[0] == 'a'                | comparisons between Array[Int64] and VarChar are not supported
            tags[0] == 1.5                | cannot cast value to Int64, value: 1.5
            tags[0] in [1, 'a']           | value 'string_val:"a"' in list cannot be casted to Int64
            'a' < tags[0] < 'b'           | invalid range operations: a
            tags[0] like 'a%'             | like operation on non-string or no-json field is unsupported
            tags[0] + tags[1] == 1        | not supported to do arithmetic operations between multiple fields
            tags[0] == tags[1]            | only comparison between two fields is supported
            tags[0] is null               | IsNull/IsNotNull operations are not supported on array element access
            vec is null                   | IsNull/IsNotNull operations are not supported on vector fields
            meta['a'][b]['c'] == 1        | struct field not found: meta['a'][b]['c']
            meta['a'][''] == 1            | invalid identifier: meta['a']['']
            exists tags[0]                | exists operations are only supported on json field, got: Array[Int64]
            body == 'a'                   | filter on text field (body) is not supported yet
            exists meta                   | exists operations are only supported on json key
            exists age                    | exists operations are only supported on json field, got: Int32
            exists 1                      | exists operations are only supported on single fields now
            age + 1 is null               | IsNull/IsNotNull operations are only supported on fields, got: 1
            age == NULL                   | NULL literal is not supported in expressions
            age in [null]                 | NULL literal is not supported in expressions
            json_contains(age, 1)         | contains operation are only supported on json or array fields now
            json_contains(meta, age)      | contains operation are only supported explicitly specified element, got: age
            json_contains(meta)           | json_contains needs a field and a value, got: json_contains(meta)
            json_contains_all(meta, 1)    | contains_all operation element must be an array
            array_contains(tags, 'a')     | contains operation can't compare between array element type: Int64 and VarChar
            array_contains(tags, [1])     | contains operation can't compare between array element type: Int64 and Array
            array_contains_all(words, ['a', 1]) | contains_all operation can't compare between array element type: VarChar
            array_contains_any(words, 'a') | contains_any operation element must be an array, got: a
            array_length(age) > 1         | array_length operation are only supported on json, array or array-of-vector
            array_length(tags)            | predicate is not a boolean expression: array_length(tags), data type: Int64
            array_length(tags) == 1.5     | cannot cast value to Int64, value: 1.5
            array_length(tags) + 1 == 2   | complicated arithmetic operations are not supported
            array_length(tags) in [1]     | 'term' can only be used on single field
            0 < array_length(tags) < 2    | range operations are only supported on single fields now
            array_length(tags, tags) == 2 | array_length needs a field, got: array_length(tags, tags)
            text_match(name, 'a', minimum_should_match = 2) | field "name" does not enable match
            random_sample(0)              | the sample factor should be between 0 and 1 and not too close to 0 or 1
            random_sample(1)              | the sample factor should be between 0 and 1
            random_sample(-0.5)           | the sample factor should be between 0 and 1
            random_sample(1.1)            | the sample factor should be between 0 and 1
            random_sample(0.00000000001)  | the sample factor should be between 0 and 1
            random_sample('a')            | the sample factor should be between 0 and 1
            random_sample(age)            | "float factor" should be a const float expression
            random_sample({x})            | "float factor" should be a const float expression
            random_sample(0.5, age)       | random_sample needs a share, got: random_sample(0.5, age)
            random_sample(0.5) and age > 1 | random sample expression can only be the last expression in the logical and
            (age > 1 and random_sample(0.5)) and true | random sample expression can only be the last expression
            random_sample(0.5) or age > 1 | random sample expression cannot be used in logical and expression
            age > 1 or random_sample(0.5) | random sample expression cannot be used in logical and expression
            not random_sample(0.5)        | random sample expression cannot be used in logical not expression
            random_sample(0.5) == true    | not supported to compare the result of a condition
            random_sample(0.5) is null    | IsNull/IsNotNull operations are only supported on fields
            element_filter(s, $[x] > 1)   | struct array field not found: s
            st_within(age, 'POINT(1 1)')  | spatial operation are only supported on geometry fields now, got: st_within(age
            st_dwithin(age, 'POINT(1 1)', 1) | ST_DWITHIN operation are only supported on geometry fields now
            st_isvalid(age)               | STIsValid operation are only supported on geometry fields now
            st_equals(place, 'HERE')      | invalid WKT string: HERE
            st_contains(place, 'POLYGON((0 0, 1 0))') | invalid WKT string: POLYGON((0 0, 1 0))
            st_equals(place, 5)           | WKT string should be a string literal or template variable, got: 5
            st_equals(place)              | st_equals needs a field and a geometry, got: st_equals(place)
            st_dwithin(place, 'POINT(1 1)') | st_dwithin needs a field, a point and a distance
            st_dwithin(place, 'LINESTRING(1 1, 2 2)', 5) | only supports POINT geometry: LINESTRING(1 1, 2 2)
            st_dwithin(place, 'POINT(1 1)', -1) | distance parameter must be non-negative, got: -1.0
            st_dwithin(place, 'POINT(1 1)', 'a') | distance parameter must be a numeric value (int or float), got: 'a'
            st_dwithin(place, 'POINT(1 1)', age) | distance parameter must be a constant numeric value, got: age
            place == 'POINT(1 1)'         | comparisons between Geometry and VarChar are not supported
            St_Within(place, 'POINT(1 1)') | function St_Within is not supported
            Json_Contains(meta, 1)        | function Json_Contains is not supported
            age =~ 'a.*'                  | regex match on non-string or non-json field is unsupported
            age + 1 !~ 'a'                | regex match on complicated expr is unsupported
            name =~ title                 | regex pattern should be a string literal or template variable, got: title
            name =~ 5                     | regex pattern should be a string literal or template variable, got: 5
            name =~ '(a'                  | invalid regex pattern: error parsing regexp: missing closing )
            name =~ 'a(?=b)'              | invalid regex pattern
            name =~ '(a)\\1'              | invalid regex pattern
            name =~ '((a{1000}){1000}){1000}' | regex pattern is too large: max=2000 steps
            empty(age)                    | like operation on non-string or no-json field is unsupported
            empty(name, 1)                | empty needs a field, got: empty(name, 1)
            starts_with(name, 1)          | starts_with needs a string literal or template variable, got: 1
            age > ISO '2025-01-01'        | field 'age' is not a timestamptz datatype
            age == 9223372036854775808    | integer does not fit into 64 bits: 9223372036854775808
            price == 1e999                | number does not fit into a double: 1e999
            name == '\\q'                  | unknown escape in text, write \\\\ for a backslash: \\q
            name == '\\xZZ'                | escape in text has too few digits
            name == '\\xFF'                | escapes in text are not UTF-8
            age >>> 3                     | line 1:6 extraneous input '>' expecting {
            age = 3                       | line 1:4 mismatched input '=' expecting
            age ?? 3                      | line 1:4 token recognition error at: '?'
            age >                         | line 1:5 mismatched input '<EOF>' expecting
            (age > 3                      | line 1:8
            age > 3 3                     | line 1:8 extraneous input '3' expecting <EOF>
            age > 3 AnD age < 5           | line 1:8
            """)
    void explainsWhatIsWrong(String text, String why) {
        DatabaseException error = failure(text, FilterFixture.SCHEMA);

        assertThat(error).hasMessageStartingWith("cannot parse expression: " + text + ": ");
        assertThat(error).hasMessageContaining(why);
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
    }

    @Test
    void missesFieldsIfNoDynamicFieldTakesTheName() {
        assertThat(failure("nope > 3", FilterFixture.withoutDynamicField()))
                .hasMessage("cannot parse expression: nope > 3: field nope not exist: query plan failed");
        assertThat(failure("$meta['a'] > 3", FilterFixture.withoutDynamicField()))
                .hasMessageContaining("field $meta not exist");
    }

    @Test
    void refusesTemplatesThatAreNotNumbers() {
        Map<String, Value> templates = Map.of("x", new Value.Array(List.of(new Value.Real(Double.NaN))));

        DatabaseException error = catchThrowableOfType(
                DatabaseException.class, () -> Filter.parse("price in {x}", FilterFixture.SCHEMA, templates));

        assertThat(error).hasMessageContaining("constant is not a number");
    }

    private static DatabaseException failure(String text, CollectionSchema schema) {
        DatabaseException error =
                catchThrowableOfType(DatabaseException.class, () -> Filter.parse(text, schema, Map.of()));
        assertThat(error).as(text).isNotNull();
        return error;
    }
}
