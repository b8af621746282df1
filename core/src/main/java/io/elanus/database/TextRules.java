package io.elanus.database;

import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.text.TextAnalyzer;
import io.elanus.text.TextFields;

/** What a field may say of the tokens of its texts. The texts are Milvus's; clients match them. */
final class TextRules {
    private TextRules() {}

    static void check(FieldSchema field) {
        if (!TextFields.isMatchable(field)) {
            return;
        }
        if (!TextFields.isAnalyzed(field)) {
            throw DatabaseException.invalid("field " + field.name()
                    + " which has enable_match or is input of BM25 function must also enable_analyzer");
        }
        if (field.params().containsKey(TextFields.MULTI_ANALYZER_PARAMS)) {
            throw DatabaseException.invalid(
                    "multi analyzer now only support for bm25, but now field " + field.name() + " enable match");
        }
        TextAnalyzer.of(field); // Says what is wrong with its parameters.
    }
}
