package io.elanus.text;

import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import java.util.Optional;
import java.util.Set;

/** What fields say of their texts. */
public final class TextFields {
    public static final String ENABLE_ANALYZER = "enable_analyzer";
    public static final String ENABLE_MATCH = "enable_match";
    public static final String MULTI_ANALYZER_PARAMS = "multi_analyzer_params";

    /** What Go's parser takes for true. */
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "True", "TRUE");

    private TextFields() {}

    /** Whether texts of the field are taken apart. */
    public static boolean isAnalyzed(FieldSchema field) {
        return isSet(field, ENABLE_ANALYZER);
    }

    /** Whether filters may ask for the tokens of the field. */
    public static boolean isMatchable(FieldSchema field) {
        return isSet(field, ENABLE_MATCH);
    }

    private static boolean isSet(FieldSchema field, String key) {
        boolean text = field.type() == DataType.VARCHAR || field.type() == DataType.TEXT;
        return text
                && Optional.ofNullable(field.params().get(key))
                        .filter(TRUE::contains)
                        .isPresent();
    }
}
