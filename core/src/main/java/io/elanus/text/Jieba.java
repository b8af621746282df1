package io.elanus.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds words in Chinese texts, which do not tell where one ends: of all ways to cut a text into words of a dictionary it
 * takes the likeliest. Characters that are left alone are joined by a hidden Markov model. Source: the algorithm of jieba by
 * Sun Junyi, with the dictionary and the probabilities of its port to Java, whose own code keeps them in static variables
 * and changes letters to lower case. Immutable and thread-safe.
 */
final class Jieba {
    private static final Pattern LATIN = Pattern.compile("[a-zA-Z0-9]+(?:\\.[0-9]+)?%?");

    private final JiebaDictionary dictionary;
    private final boolean parts;
    private final boolean guesses;

    /** A word in a text, from its first UTF-16 unit to behind its last. */
    record Word(int start, int end) {
        int length() {
            return end - start;
        }
    }

    /**
     * @param parts whether the words of two and three characters inside of longer ones are found too
     * @param guesses whether characters that no word of the dictionary joins are joined by what is likely
     */
    Jieba(JiebaDictionary dictionary, boolean parts, boolean guesses) {
        this.dictionary = dictionary;
        this.parts = parts;
        this.guesses = guesses;
    }

    static Jieba of(JiebaParams params) {
        JiebaDictionary known = params.dictionary() ? JiebaDictionary.standard() : JiebaDictionary.empty();
        return new Jieba(
                params.words().isEmpty() ? known : known.with(params.words()), params.parts(), params.guesses());
    }

    /** In the order of their starts, shorter ones first. Every character is in a word. */
    List<Word> cut(String text) {
        List<Word> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            boolean inside = isInside(text.charAt(at));
            while (end < text.length() && isInside(text.charAt(end)) == inside) {
                end++;
            }
            if (inside) {
                cutBlock(text, at, end, words);
            } else {
                cutOthers(text, at, end, words);
            }
            at = end;
        }
        return parts ? withParts(text, words) : words;
    }

    /** Whether words of the dictionary may hold the character: Han, ASCII letters and digits, and a few signs. */
    private static boolean isInside(char character) {
        return isHan(character) || isAsciiAlphanumeric(character) || "+#&._%-".indexOf(character) >= 0;
    }

    private static boolean isHan(char character) {
        return character >= 0x3400 && character <= 0x9FFF || character >= 0xF900 && character <= 0xFAFF;
    }

    private static boolean isAsciiAlphanumeric(char character) {
        return character >= '0' && character <= '9'
                || character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z';
    }

    /** What no dictionary has: characters one by one. */
    private static void cutOthers(String text, int from, int to, List<Word> words) {
        int at = from;
        while (at < to) {
            int end = at + Character.charCount(text.codePointAt(at));
            words.add(new Word(at, end));
            at = end;
        }
    }

    private void cutBlock(String text, int from, int to, List<Word> words) {
        int[] ends = likeliest(text, from, to);
        int aloneFrom = -1;
        for (int at = from; at < to; at = ends[at - from]) {
            int end = ends[at - from];
            boolean alone = end == at + 1;
            if (alone && aloneFrom < 0) {
                aloneFrom = at;
            } else if (!alone && aloneFrom >= 0) {
                cutAlone(text, aloneFrom, at, words);
                aloneFrom = -1;
            }
            if (!alone) {
                words.add(new Word(at, end));
            }
        }
        if (aloneFrom >= 0) {
            cutAlone(text, aloneFrom, to, words);
        }
    }

    /** By place of a character: where the word that begins there ends, if the text is cut in the likeliest way. */
    private int[] likeliest(String text, int from, int to) {
        int length = to - from;
        double[] best = new double[length + 1];
        int[] ends = new int[length];
        double logTotal = Math.log(dictionary.total());
        for (int at = length - 1; at >= 0; at--) {
            best[at] = Double.NEGATIVE_INFINITY;
            for (int end = at + 1; end <= length; end++) {
                int count = dictionary.count(text.substring(from + at, from + end));
                if (count > 0 || end == at + 1) {
                    double likely = Math.log(Math.max(1, count)) - logTotal + best[end];
                    if (likely >= best[at]) {
                        best[at] = likely;
                        ends[at] = from + end;
                    }
                }
                if (count == JiebaDictionary.UNKNOWN) {
                    break; // No longer word begins with this.
                }
            }
        }
        return ends;
    }

    /** Characters that stand alone after the dictionary was asked. */
    private void cutAlone(String text, int from, int to, List<Word> words) {
        int at = from;
        while (at < to) {
            int end = at + 1;
            boolean han = isHan(text.charAt(at));
            while (end < to && isHan(text.charAt(end)) == han) {
                end++;
            }
            if (!guesses) {
                cutPlainly(text, at, end, words);
            } else if (han) {
                JiebaModel.standard().cut(text, at, end, words);
            } else {
                cutLatin(text, at, end, words);
            }
            at = end;
        }
    }

    /** ASCII letters and digits in a row are a word, all else one by one. */
    private static void cutPlainly(String text, int from, int to, List<Word> words) {
        int at = from;
        while (at < to) {
            int end = at + 1;
            if (isAsciiAlphanumeric(text.charAt(at))) {
                while (end < to && isAsciiAlphanumeric(text.charAt(end))) {
                    end++;
                }
            }
            words.add(new Word(at, end));
            at = end;
        }
    }

    /** Numbers keep their fractions and percent signs; signs in a row between words and numbers are one word. */
    private static void cutLatin(String text, int from, int to, List<Word> words) {
        Matcher latin = LATIN.matcher(text).region(from, to);
        int at = from;
        while (latin.find()) {
            if (at < latin.start()) {
                words.add(new Word(at, latin.start()));
            }
            words.add(new Word(latin.start(), latin.end()));
            at = latin.end();
        }
        if (at < to) {
            words.add(new Word(at, to));
        }
    }

    private List<Word> withParts(String text, List<Word> words) {
        List<Word> all = new ArrayList<>(words);
        for (Word word : words) {
            for (int size = 2; size <= 3; size++) {
                for (int at = word.start; word.length() > size && at + size <= word.end; at++) {
                    if (dictionary.count(text.substring(at, at + size)) > 0) {
                        all.add(new Word(at, at + size));
                    }
                }
            }
        }
        all.sort(Comparator.comparingInt(Word::start).thenComparingInt(Word::end));
        return all;
    }
}
