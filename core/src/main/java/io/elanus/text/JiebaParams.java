package io.elanus.text;

import java.util.Set;

/**
 * How jieba finds words.
 *
 * @param parts whether the words inside of long words are tokens too
 * @param guesses whether characters that no word of the dictionary joins are joined by what is likely
 * @param dictionary whether the words of its own dictionary count
 * @param words more words
 */
record JiebaParams(boolean parts, boolean guesses, boolean dictionary, Set<String> words) {
    static final JiebaParams DEFAULT = new JiebaParams(true, true, true, Set.of());

    JiebaParams {
        words = Set.copyOf(words);
    }
}
