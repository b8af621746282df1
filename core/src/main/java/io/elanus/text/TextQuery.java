package io.elanus.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.util.automaton.CharacterRunAutomaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.apache.lucene.util.automaton.Operations;

/** A question about the tokens of a text. Immutable and thread-safe. */
public sealed interface TextQuery {
    /** Tokens further apart have no automaton. */
    int DISTANCE_MAX = 2;

    boolean matches(List<Token> tokens);

    /** Whether the text has so many of the words, in any order; a word that is asked for twice counts twice. */
    record Words(List<String> terms, int minimum) implements TextQuery {
        public Words {
            terms = List.copyOf(terms);
        }

        @Override
        public boolean matches(List<Token> tokens) {
            Set<String> found = new HashSet<>();
            tokens.forEach(token -> found.add(token.term()));
            return terms.stream().filter(found::contains).count() >= minimum;
        }
    }

    /**
     * Whether the text has a word that becomes one of these by so many edits: a character added, left out, replaced, or
     * exchanged with its neighbor.
     */
    record Similar(List<CharacterRunAutomaton> automata) implements TextQuery {
        public Similar {
            automata = List.copyOf(automata);
        }

        @Override
        public boolean matches(List<Token> tokens) {
            return tokens.stream().anyMatch(token -> isSimilar(token.term()));
        }

        public boolean isSimilar(String term) {
            return automata.stream().anyMatch(automaton -> automaton.run(term));
        }
    }

    /**
     * Whether the text has all of the words, of which there are at least two, at positions that differ from those of the
     * phrase by a shift and by {@code slop} at most.
     */
    record Phrase(List<Token> words, long slop) implements TextQuery {
        public Phrase {
            words = List.copyOf(words);
        }

        @Override
        public boolean matches(List<Token> tokens) {
            Map<String, List<Integer>> positions = new HashMap<>();
            for (Token token : tokens) {
                positions.computeIfAbsent(token.term(), _ -> new ArrayList<>()).add(token.position());
            }
            List<int[]> shifts = new ArrayList<>(words.size());
            for (Token word : words) {
                shifts.add(positions.getOrDefault(word.term(), List.of()).stream()
                        .mapToInt(position -> position - word.position())
                        .toArray());
            }
            return NarrowestWindow.width(shifts) <= slop;
        }

        public List<String> terms() {
            return words.stream().map(Token::term).toList();
        }
    }

    static TextQuery words(TextAnalyzer analyzer, String text, int minimum) {
        return new Words(analyzer.tokens(text).stream().map(Token::term).toList(), minimum);
    }

    /** @param distance 0 to {@link #DISTANCE_MAX} */
    static TextQuery similar(TextAnalyzer analyzer, String text, int distance) {
        List<String> terms =
                analyzer.tokens(text).stream().map(Token::term).distinct().toList();
        if (distance == 0) {
            return new Words(terms, 1);
        }
        List<CharacterRunAutomaton> automata = new ArrayList<>();
        for (String term : terms) {
            automata.add(new CharacterRunAutomaton(Operations.determinize(
                    new LevenshteinAutomata(term, true).toAutomaton(distance),
                    Operations.DEFAULT_DETERMINIZE_WORK_LIMIT)));
        }
        return new Similar(automata);
    }

    static TextQuery phrase(TextAnalyzer analyzer, String text, long slop) {
        List<Token> words = analyzer.tokens(text);
        return words.size() > 1
                ? new Phrase(words, slop)
                : new Words(words.stream().map(Token::term).toList(), 1);
    }
}
