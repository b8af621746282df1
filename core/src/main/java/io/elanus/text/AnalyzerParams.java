package io.elanus.text;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a text is taken apart: a tokenizer cuts it into tokens, and filters change or leave out some of them, in their order.
 * The analyzers that have names are written out as what they consist of.
 */
record AnalyzerParams(Tokens tokenizer, List<Filter> filters) {
    AnalyzerParams {
        filters = List.copyOf(filters);
    }

    /** What becomes a token. */
    sealed interface Tokens {
        /** Letters and digits in a row. */
        record Standard() implements Tokens {}

        /** Whatever stands between ASCII blanks. */
        record Whitespace() implements Tokens {}

        /** Chinese words, and for anything else what jieba makes of it. */
        record Jieba(JiebaParams params) implements Tokens {}

        /** Whatever stands between characters that are in one of the groups, or one of the delimiters. */
        record CharGroup(Set<Integer> delimiters, Set<CharacterGroup> groups) implements Tokens {}
    }

    /** What becomes of the tokens. */
    sealed interface Filter {
        record Lowercase() implements Filter {}

        /** Letters lose their accents. */
        record AsciiFolding() implements Filter {}

        /** Decimal digits of all scripts become those of ASCII. */
        record DecimalDigits() implements Filter {}

        record ArabicNormalization() implements Filter {}

        record Stem(StemmerLanguage language) implements Filter {}

        /** Tokens stay that hold nothing but ASCII letters and digits. */
        record AlphanumericOnly() implements Filter {}

        /** Tokens go that hold punctuation or blanks. */
        record WithoutPunctuation() implements Filter {}

        /** Tokens stay in which the pattern is found. */
        record Finding(Pattern pattern) implements Filter {}

        /** @param byteSizeMax of a token in UTF-8 */
        record Length(long byteSizeMax) implements Filter {}

        record Stop(Set<String> words) implements Filter {}

        /** A token that is made of nothing but these words becomes those. */
        record Decompound(Set<String> words) implements Filter {}
    }

    static AnalyzerParams standard(Set<String> stopWords) {
        return new AnalyzerParams(new Tokens.Standard(), with(stopWords, new Filter.Lowercase()));
    }

    static AnalyzerParams english(Set<String> stopWords) {
        return new AnalyzerParams(
                new Tokens.Standard(),
                with(
                        stopWords,
                        new Filter.Lowercase(),
                        new Filter.Stem(StemmerLanguage.ENGLISH),
                        new Filter.Stop(StopWords.list("_english_"))));
    }

    static AnalyzerParams chinese(Set<String> stopWords) {
        return new AnalyzerParams(
                new Tokens.Jieba(JiebaParams.DEFAULT),
                with(stopWords, new Filter.Finding(Patterns.HAN_OR_ALPHANUMERIC)));
    }

    static AnalyzerParams arabic(Set<String> stopWords) {
        return new AnalyzerParams(
                new Tokens.Standard(),
                with(
                        stopWords,
                        new Filter.Lowercase(),
                        new Filter.DecimalDigits(),
                        new Filter.ArabicNormalization(),
                        new Filter.Stem(StemmerLanguage.ARABIC),
                        new Filter.Stop(StopWords.list("_arabic_"))));
    }

    private static List<Filter> with(Set<String> stopWords, Filter... filters) {
        Stream<Filter> last = stopWords.isEmpty() ? Stream.empty() : Stream.of(new Filter.Stop(stopWords));
        return Stream.concat(Stream.of(filters), last).toList();
    }
}
