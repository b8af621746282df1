/*
 * The filter language: what stands after "filter=" in a request.
 *
 * The grammar knows shapes only; what a name, an operator or a function means for the types at hand is decided by
 * Analyzer. Alternatives of expr stand in order of precedence, the strongest first. A chain such as 1 < a < 5 is an
 * ordinary pair of comparisons here and becomes a range in Analyzer. Functions are plain names, so that fields may have
 * names like "threshold". NOT binds weaker than comparisons, as in SQL and in the examples of Milvus's documents, though
 * Milvus itself refuses "not a == 1"; whatever Milvus accepts means the same here.
 */
grammar Filter;

options { superClass = NestingLimitedParser; }

filter: expr EOF;

expr
    : INTEGER                                                           # Integer
    | REAL                                                              # Real
    | BOOLEAN                                                           # Boolean
    | STRING                                                            # Text
    | RAW_STRING                                                        # RawText
    | '{' IDENTIFIER '}'                                                # Template
    | (IDENTIFIER | META) subscript*                                    # Column
    | '$' '[' IDENTIFIER ']'                                            # StructElement
    | kind=(ISO | INTERVAL) STRING                                      # Temporal
    | IDENTIFIER '(' (argument (',' argument)* ','?)? ')'               # Call
    | '[' (expr (',' expr)* ','?)? ']'                                  # List
    | '(' expr ')'                                                      # Parens
    | expr test=(IS_NULL | IS_NOT_NULL)                                 # NullTest
    | expr LIKE expr                                                    # Like
    | expr op=(FINDS | FINDS_NOT) expr                                    # Regex
    | EXISTS expr                                                       # Exists
    | expr '**' expr                                                    # Power
    | sign=('+' | '-' | '~') expr                                       # Sign
    | expr op=('*' | '/' | '%') expr                                    # Product
    | expr op=('+' | '-') expr                                          # Sum
    | expr op=('<<' | '>>') expr                                        # Shift
    | expr NOT? IN expr                                                 # In
    | expr op=('<' | '<=' | '>' | '>=') expr                            # Order
    | expr op=('==' | '!=') expr                                        # Equality
    | expr op='&' expr                                                  # BitAnd
    | expr op='^' expr                                                  # BitXor
    | expr op='|' expr                                                  # BitOr
    | NOT expr                                                          # Not
    | expr AND expr                                                     # And
    | expr OR expr                                                      # Or
    ;

subscript: '[' (STRING | RAW_STRING | INTEGER | IDENTIFIER) ']';

argument: (IDENTIFIER '=')? expr;

// Keywords are all lower or all upper case; anything between is a name.
AND: 'and' | 'AND' | '&&';
OR: 'or' | 'OR' | '||';
NOT: 'not' | 'NOT' | '!';
IN: 'in' | 'IN';
LIKE: 'like' | 'LIKE';
EXISTS: 'exists' | 'EXISTS';
IS_NULL: 'is' SPACE+ 'null' | 'IS' SPACE+ 'NULL';
IS_NOT_NULL: 'is' SPACE+ 'not' SPACE+ 'null' | 'IS' SPACE+ 'NOT' SPACE+ 'NULL';
ISO: 'iso' | 'ISO';
INTERVAL: 'interval' | 'INTERVAL';
BOOLEAN: 'true' | 'True' | 'TRUE' | 'false' | 'False' | 'FALSE';

PLUS: '+';
MINUS: '-';
TILDE: '~';
STAR: '*';
SLASH: '/';
PERCENT: '%';
LESS: '<';
LESS_EQUAL: '<=';
GREATER: '>';
GREATER_EQUAL: '>=';
EQUAL: '==';
NOT_EQUAL: '!=';
FINDS: '=~';
FINDS_NOT: '!~';

INTEGER: [1-9] DIGIT* | '0' [0-7]* | '0' [xX] HEX_DIGIT+ | '0' [bB] [01]+;

REAL
    : (DIGIT* '.' DIGIT+ | DIGIT+ '.') EXPONENT?
    | DIGIT+ EXPONENT
    | '0' [xX] (HEX_DIGIT* '.' HEX_DIGIT+ | HEX_DIGIT+ '.'?) [pP] [+-]? DIGIT+
    ;

STRING: ('u8' | 'u' | 'U' | 'L')? ('"' (~["\\\r\n] | '\\' ~[\r\n])* '"' | '\'' (~['\\\r\n] | '\\' ~[\r\n])* '\'');
RAW_STRING: [rR] ('"' (~["\\\r\n] | '\\' ~[\r\n])* '"' | '\'' (~['\\\r\n] | '\\' ~[\r\n])* '\'');

META: '$meta';
IDENTIFIER: [A-Za-z_] [A-Za-z0-9_]*;

BLANK: SPACE+ -> skip;

fragment SPACE: [ \t\r\n];
fragment DIGIT: [0-9];
fragment HEX_DIGIT: [0-9a-fA-F];
fragment EXPONENT: [eE] [+-]? DIGIT+;
