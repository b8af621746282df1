package io.elanus.text;

import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.text.AnalyzerParams.Filter;
import io.elanus.text.AnalyzerParams.Tokens;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionLengthAttribute;

/** Takes texts apart into tokens. Immutable and thread-safe. */
public final class TextAnalyzer {
    public static final String PARAMS = "analyzer_params";

    /** A longer token is none: it is noise, and would be a key of an index. */
    static final int TERM_BYTES_MAX = 65_530;

    private final AnalyzerParams params;

    private TextAnalyzer(AnalyzerParams params) {
        this.params = params;
    }

    /**
     * @param params a JSON object as Milvus has it; empty for the standard analyzer
     * @throws DatabaseException (1100) if it is none, or asks for what there is not
     */
    public static TextAnalyzer of(String params) {
        return new TextAnalyzer(AnalyzerReader.read(params));
    }

    /** The analyzer of a field. */
    public static TextAnalyzer of(FieldSchema field) {
        return of(field.params().getOrDefault(PARAMS, ""));
    }

    /** Takes the tokens of one text after the other. Owned by one thread. */
    public final class Session {
        private final Tokenizer source;
        private final TokenStream stream;
        private final CharTermAttribute term;
        private final OffsetAttribute offsets;
        private final PositionIncrementAttribute increment;
        private final PositionLengthAttribute length;

        private Session() {
            source = tokenizer(params.tokenizer());
            TokenStream last = source;
            for (Filter filter : params.filters()) {
                last = filtered(filter, last);
            }
            stream = last;
            term = stream.addAttribute(CharTermAttribute.class);
            offsets = stream.addAttribute(OffsetAttribute.class);
            increment = stream.addAttribute(PositionIncrementAttribute.class);
            length = stream.addAttribute(PositionLengthAttribute.class);
        }

        /** In the order of the text. */
        public List<Token> tokens(String text) {
            List<Token> tokens = new ArrayList<>();
            try {
                source.setReader(new StringReader(text));
                stream.reset();
                int position = -1;
                while (stream.incrementToken()) {
                    position += increment.getPositionIncrement();
                    String token = term.toString();
                    if (!isTooLong(token)) {
                        tokens.add(new Token(
                                token,
                                offsets.startOffset(),
                                offsets.endOffset(),
                                position,
                                length.getPositionLength()));
                    }
                }
                stream.end();
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException("a text in memory cannot be read", e);
            }
            return tokens;
        }
    }

    public Session session() {
        return new Session();
    }

    public List<Token> tokens(String text) {
        return session().tokens(text);
    }

    private static boolean isTooLong(String token) {
        return token.length() > TERM_BYTES_MAX / 3 && token.getBytes(StandardCharsets.UTF_8).length > TERM_BYTES_MAX;
    }

    private static Tokenizer tokenizer(Tokens tokens) {
        return switch (tokens) {
            case Tokens.Standard _ -> new PredicateTokenizer(CharacterGroup::isAlphanumeric);
            case Tokens.Whitespace _ ->
                new PredicateTokenizer(character -> !CharacterGroup.isAsciiWhitespace(character));
            case Tokens.Jieba(JiebaParams jieba) -> new JiebaTokenizer(Jieba.of(jieba));
            case Tokens.CharGroup(Set<Integer> delimiters, Set<CharacterGroup> groups) ->
                new PredicateTokenizer(character -> !delimiters.contains(character)
                        && groups.stream().noneMatch(group -> group.contains(character)));
        };
    }

    private static TokenStream filtered(Filter filter, TokenStream tokens) {
        return switch (filter) {
            case Filter.Lowercase _ -> new LowerCaseFilter(tokens);
            case Filter.AsciiFolding _ -> new ASCIIFoldingFilter(tokens);
            case Filter.DecimalDigits _ -> new DecimalDigitFilter(tokens);
            case Filter.ArabicNormalization _ -> new ArabicNormalizationFilter(tokens);
            case Filter.Stem(StemmerLanguage language) -> new SnowballFilter(tokens, language.stemmer());
            case Filter.AlphanumericOnly _ ->
                new KeptTokens(
                        tokens, token -> Patterns.ALPHANUMERIC.matcher(token).matches());
            case Filter.WithoutPunctuation _ ->
                new KeptTokens(
                        tokens,
                        token -> !Patterns.PUNCTUATION_OR_BLANK.matcher(token).find());
            case Filter.Finding(var pattern) ->
                new KeptTokens(tokens, token -> pattern.matcher(token).find());
            case Filter.Length(long max) ->
                new KeptTokens(tokens, token -> token.toString().getBytes(StandardCharsets.UTF_8).length <= max);
            case Filter.Stop(Set<String> words) -> new StopFilter(tokens, new CharArraySet(words, false));
            case Filter.Decompound(Set<String> words) -> new Decompounder(tokens, words);
        };
    }
}
