package io.elanus.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A hidden Markov model of Chinese words: a character begins a word, is in the middle of one, ends one, or is one. The
 * likeliest sequence is found by Viterbi's algorithm. Immutable and thread-safe.
 */
final class JiebaModel {
    private static final int BEGIN = 0;
    private static final int MIDDLE = 1;
    private static final int END = 2;
    private static final int SINGLE = 3;
    private static final int STATES = 4;

    /** The logarithm of what does not happen; finite, so that sums of it can be compared. */
    private static final double NEVER = -3.14e100;

    private static final double[] START = {-0.26268660809250016, NEVER, NEVER, -1.4652633398537678};

    /** From the first to the second state. */
    private static final double[][] STEP = {
        {NEVER, -0.916290731874155, -0.51082562376599, NEVER},
        {NEVER, -1.2603623820268226, -0.33344856811948514, NEVER},
        {-0.5897149736854513, NEVER, NEVER, -0.8085250474669937},
        {-0.7211965654669841, NEVER, NEVER, -0.6658631448798212},
    };

    /** Loaded when it is first used. */
    private static final class Default {
        static final JiebaModel INSTANCE = new JiebaModel(load());
    }

    /** By character: the logarithm of how likely each state shows as it. */
    private final Map<Character, double[]> emissions;

    private JiebaModel(Map<Character, double[]> emissions) {
        this.emissions = emissions;
    }

    static JiebaModel standard() {
        return Default.INSTANCE;
    }

    /** Adds the words of a part of a text, which has at least one character. */
    void cut(String text, int from, int to, List<Jieba.Word> words) {
        int[] states = likeliest(text, from, to);
        int start = from;
        for (int at = from; at < to; at++) {
            int state = states[at - from];
            if (state == END || state == SINGLE || at == to - 1) {
                words.add(new Jieba.Word(start, at + 1));
                start = at + 1;
            }
        }
    }

    private int[] likeliest(String text, int from, int to) {
        int length = to - from;
        int[][] before = new int[length][STATES];
        double[] best = new double[STATES];
        for (int state = 0; state < STATES; state++) {
            best[state] = START[state] + emission(text.charAt(from), state);
        }
        for (int at = 1; at < length; at++) {
            double[] next = new double[STATES];
            for (int state = 0; state < STATES; state++) {
                int source = source(best, state);
                before[at][state] = source;
                next[state] = best[source] + STEP[source][state] + emission(text.charAt(from + at), state);
            }
            best = next;
        }
        int[] states = new int[length];
        states[length - 1] = best[END] >= best[SINGLE] ? END : SINGLE;
        for (int at = length - 1; at > 0; at--) {
            states[at - 1] = before[at][states[at]];
        }
        return states;
    }

    private static int source(double[] best, int state) {
        int source = 0;
        for (int candidate = 1; candidate < STATES; candidate++) {
            if (best[candidate] + STEP[candidate][state] > best[source] + STEP[source][state]) {
                source = candidate;
            }
        }
        return source;
    }

    private double emission(char character, int state) {
        double[] likely = emissions.get(character);
        return likely == null ? NEVER : likely[state];
    }

    /** One letter on a line begins a state; a character and a logarithm on a line belong to it. */
    private static Map<Character, double[]> load() {
        Map<Character, double[]> emissions = new HashMap<>();
        int state = BEGIN;
        try (BufferedReader lines = JiebaDictionary.resource("/prob_emit.txt")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split("\t", -1);
                if (columns.length == 1) {
                    state = "BMES".indexOf(line.charAt(0));
                } else {
                    double[] states = emissions.computeIfAbsent(
                            columns[0].charAt(0), _ -> new double[] {NEVER, NEVER, NEVER, NEVER});
                    states[state] = Double.parseDouble(columns[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(emissions);
    }
}
