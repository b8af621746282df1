package io.elanus.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextQueryTest {
    private static final TextAnalyzer STANDARD = TextAnalyzer.of("");

    private static boolean matches(TextQuery query, String text) {
        return query.matches(STANDARD.tokens(text));
    }

    @ParameterizedTest
    @CsvSource({
        "a b,    1, true",
        "x a,    1, true",
        "x y,    1, false",
        "a b,    2, true",
        "a x,    2, false",
        "a b x,  2, true",
        "a b c,  3, true",
        "a b,    3, false",
        "a a,    2, true",
        "'',     1, false",
    })
    void someOfTheWords(String query, int minimum, boolean expected) {
        assertThat(matches(TextQuery.words(STANDARD, query, minimum), "C b, A!"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "allergy,  0, true",
        "alergy,   0, false",
        "alergy,   1, true",
        "allegry,  1, true",
        "alrgy,    1, false",
        "alrgy,    2, true",
        "xx pollen,1, true",
        "'',       2, false",
    })
    void wordsNearEnough(String query, int distance, boolean expected) {
        assertThat(matches(TextQuery.similar(STANDARD, query, distance), "Allergy and pollen"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "machine learning,          0, true",
        "learning machine,          0, false",
        "learning machine,          1, false",
        "learning machine,          2, true",
        "machine boosts,            0, false",
        "machine boosts,            1, true",
        "machine efficiency,        2, true",
        "machine learning x,        9, false",
        "machine,                   0, true",
        "'',                        0, false",
    })
    void phrasesWithRoom(String query, long slop, boolean expected) {
        assertThat(matches(TextQuery.phrase(STANDARD, query, slop), "Machine learning boosts efficiency"))
                .isEqualTo(expected);
    }

    @Test
    void wordsThatWereLeftOutKeepPhrasesApart() {
        TextAnalyzer without = TextAnalyzer.of("{\"type\": \"standard\", \"stop_words\": [\"of\"]}");
        TextQuery query = TextQuery.phrase(without, "king of spain", 0);
        assertThat(query.matches(without.tokens("the king of Spain"))).isTrue();
        assertThat(query.matches(without.tokens("king spain"))).isFalse();
    }
}
