package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexPatternTest {
    private static final List<String> PARTS = List.of(
            "a", "b", "é", "\\.", "%", "_", ".", "[ab]", "[^a]", "(a|b)", "(?:ab)*", "a{2}", "b{1,2}", "\\d", "^", "$",
            "a?", "|");
    private static final List<String> LETTERS = List.of("a", "b", "é", ".", "%", "_", "1", "\n", "\uD83D\uDE00");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsWhatAnotherLibraryFinds(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String regex = random(random, PARTS, 5);
            String text = random(random, LETTERS, 6);
            // Without DOLLAR_ENDONLY, $ would also stand before a line feed at the end.
            Pattern expected = Pattern.compile(regex.replace("$", "\\z"), Pattern.DOTALL);

            assertThat(RegexPattern.of(regex).matches(text))
                    .as("seed=%d, regex=%s, text=%s", seed, regex, text)
                    .isEqualTo(expected.matcher(text).find());
        }
    }

    private static String random(Random random, List<String> parts, int countMax) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(countMax + 1); i > 0; i--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "abc %abc%",
                "^abc abc%",
                "abc$ %abc",
                "^abc$ abc",
                "^a\\.b_c$ a.b\\_c",
                "^a\\\\$ a\\\\",
                "^50% 50\\%%",
                "^$ ``"
            })
    void becomesALikeIfItIsALiteral(String regex, String like) {
        assertThat(RegexPattern.of(regex)).isEqualTo(LikePattern.of(like));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.c", "^a\\d", "a\\$b|", "(abc)", "ab\\-c"})
    void staysAnExpressionOtherwise(String regex) {
        assertThat(RegexPattern.of(regex)).isInstanceOf(RegexPattern.class);
    }

    @Test
    void takesTimeLinearInTheText() {
        TextPattern hard = RegexPattern.of("^(a+)+$");

        assertThat(hard.matches("a".repeat(50_000))).isTrue();
        assertThat(hard.matches("a".repeat(50_000) + "b")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(((a{2,10}){2,10}){2,10}){2,10}",
                "([[:alpha:]]{50}[^]{)]{50}){40}",
                "(\\p{Greek}{50}\\Q(a)\\E{50}){40}",
                "((a{20,}){20,}){20,}"
            })
    void refusesSmallTextsThatStandForLargePrograms(String regex) {
        assertThatThrownBy(() -> RegexPattern.of(regex))
                .isInstanceOf(FilterException.class)
                .hasMessageContaining("regex pattern is too large");
    }

    @Test
    void refusesWhatIsTooLongOrTooDeep() {
        assertThatThrownBy(() -> RegexPattern.of("a".repeat(RegexSize.STEPS_MAX + 1)))
                .hasMessageContaining("too large");
        assertThatThrownBy(() -> RegexPattern.of("(".repeat(10_000) + ")".repeat(10_000)))
                .hasMessageContaining("nested too deeply");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{3}",
                "a{0,3}",
                "\\d{4}-\\d{2}-\\d{2}",
                "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
                "a{x",
                "a{,3}",
                "]",
                "[]a]"
            })
    void acceptsCountsOfAllForms(String regex) {
        assertThat(RegexPattern.of(regex).matches("a{x,{,3}]aaa"))
                .isEqualTo(Pattern.compile(regex.replace("a{x", "a\\{x")
                                .replace("a{,3}", "a\\{,3}")
                                .replace("[]a]", "[\\]a]"))
                        .matcher("a{x,{,3}]aaa")
                        .find());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x?", "(x*)*y?", "(?:a|b|)"})
    void theLargestProgramsNeedLittleStack(String part) throws InterruptedException {
        String regex = part.repeat(RegexSize.STEPS_MAX / (part.length() + 2)) + "z";
        boolean[] found = new boolean[1];
        Thread thread =
                new Thread(null, () -> found[0] = RegexPattern.of(regex).matches("aaabbbz"), "small stack", 640 << 10);
        thread.start();
        thread.join();

        assertThat(found[0]).isTrue();
    }
}
