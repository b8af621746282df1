package io.elanus.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds words in Chinese texts, which do not tell where one ends: of all ways to cut a text into words of a dictionary it
 * takes the likeliest. Characters that are left alone are joined by a hidden Markov model. Source: the algorithm of jieba by
 * Sun Junyi, with the dictionary and the probabilities of its port to Java, whose own code keeps them in static variables
 * and changes letters to lower case. Immutable and thread-safe.
 */
final class Jieba {
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

    /** What no dictionary has: blanks and signs one by one, letters of other scripts in a row. */
    private static void cutOthers(String text, int from, int to, List<Word> words) {
        int at = from;
        while (at < to) {
            int end = at + Character.charCount(text.codePointAt(at));
            if (CharacterGroup.isAlphanumeric(text.codePointAt(at))) {
                while (end < to && CharacterGroup.isAlphanumeric(text.codePointAt(end))) {
                    end += Character.charCount(text.codePointAt(end));
                }
            }
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
                Integer count = dictionary.counts().get(text.substring(from + at, from + end));
                if (count == null && end > at + 1) {
                    break; // No longer word begins with this.
                }
                if (end == at + 1 || count > 0) {
                    double likely = Math.log(Math.max(1, count == null ? 0 : count)) - logTotal + best[end];
                    if (likely >= best[at]) {
                        best[at] = likely;
                        ends[at] = from + end;
                    }
                }
                if (count == null) {
                    break;
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
            if (!han) {
                cutLatin(text, at, end, words);
            } else if (guesses && end - at > 1) {
                JiebaModel.standard().cut(text, at, end, words);
            } else {
                for (int each = at; each < end; each++) {
                    words.add(new Word(each, each + 1));
                }
            }
            at = end;
        }
    }

    /** Letters and digits in a row are a word, with the dots of numbers; signs are words of their own. */
    private static void cutLatin(String text, int from, int to, List<Word> words) {
        int at = from;
        while (at < to) {
            int end = at + 1;
            if (isAsciiAlphanumeric(text.charAt(at))) {
                while (end < to && (isAsciiAlphanumeric(text.charAt(end)) || isInNumber(text, end, to))) {
                    end++;
                }
            }
            words.add(new Word(at, end));
            at = end;
        }
    }

    private static boolean isInNumber(String text, int at, int to) {
        return text.charAt(at) == '.'
                && Character.isDigit(text.charAt(at - 1))
                && at + 1 < to
                && Character.isDigit(text.charAt(at + 1));
    }

    private List<Word> withParts(String text, List<Word> words) {
        List<Word> all = new ArrayList<>(words);
        for (Word word : words) {
            for (int size = 2; size <= 3; size++) {
                for (int at = word.start; word.length() > size && at + size <= word.end; at++) {
                    Integer count = dictionary.counts().get(text.substring(at, at + size));
                    if (count != null && count > 0) {
                        all.add(new Word(at, at + size));
                    }
                }
            }
        }
        all.sort(Comparator.comparingInt(Word::start).thenComparingInt(Word::end));
        return all;
    }
}
