package io.elanus.text;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Replaces tokens that are made of known words, and of nothing else, by those, all at the position of the token. At each
 * place the longest word counts, and no other is tried.
 */
final class Decompounder extends TokenFilter {
    private final Pattern word;
    private final Deque<String> parts = new ArrayDeque<>();
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);

    /** @param words none of them empty */
    Decompounder(TokenStream tokens, Set<String> words) {
        super(tokens);
        this.word = Pattern.compile(words.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (!parts.isEmpty()) {
            term.setEmpty().append(parts.removeFirst());
            increment.setPositionIncrement(0);
            return true;
        }
        if (!input.incrementToken()) {
            return false;
        }
        List<String> words = words(term.toString());
        if (!words.isEmpty()) {
            parts.addAll(words);
            term.setEmpty().append(parts.removeFirst());
        }
        return true;
    }

    private List<String> words(String token) {
        List<String> words = new ArrayList<>();
        Matcher matcher = word.matcher(token);
        int at = 0;
        while (at < token.length()) {
            if (!matcher.find() || matcher.start() != at) {
                return List.of();
            }
            words.add(matcher.group());
            at = matcher.end();
        }
        return words;
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        parts.clear();
    }
}
