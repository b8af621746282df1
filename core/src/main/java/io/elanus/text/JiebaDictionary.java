package io.elanus.text;

import com.huaban.analysis.jieba.JiebaSegmenter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Words, and how often each of them is met. Beginnings of words stand here too, as met never. Immutable and thread-safe.
 *
 * @param counts by word; 0 for what is only the beginning of a word
 * @param total of all counts
 */
record JiebaDictionary(Map<String, Integer> counts, double total) {
    static final int UNKNOWN = -1;

    /** Loaded when it is first used: it takes some tens of megabytes. */
    private static final class Default {
        static final JiebaDictionary INSTANCE = load();
    }

    /** The words of jieba. */
    static JiebaDictionary standard() {
        return Default.INSTANCE;
    }

    static JiebaDictionary empty() {
        return new JiebaDictionary(Map.of(), 1);
    }

    /** This dictionary with some more words, each of which is met often enough to stay together. */
    JiebaDictionary with(Set<String> words) {
        Map<String, Integer> more = new HashMap<>();
        for (String word : words) {
            addBeginnings(word, more);
            more.put(word, often(word));
        }
        Map<String, Integer> all = new HashMap<>(counts);
        more.forEach((word, count) -> all.merge(word, count, Math::max));
        return new JiebaDictionary(all, total);
    }

    /** A count with which the word is more likely than the ones that it would fall into. */
    private int often(String word) {
        double apart = 1;
        for (Jieba.Word part : new Jieba(this, false, false).cut(word)) {
            apart *= Math.max(1, count(word.substring(part.start(), part.end()))) / total;
        }
        return Math.max((int) (apart * total) + 1, Math.max(1, count(word)));
    }

    /** How often the word is met; 0 for the beginning of one, {@link #UNKNOWN} for neither. */
    int count(String word) {
        return counts.getOrDefault(word, UNKNOWN);
    }

    private static void addBeginnings(String word, Map<String, Integer> counts) {
        for (int end = 1; end < word.length(); end++) {
            counts.putIfAbsent(word.substring(0, end), 0);
        }
    }

    private static JiebaDictionary load() {
        Map<String, Integer> counts = new HashMap<>(1 << 20);
        long total = 0;
        try (BufferedReader lines = resource("/dict.txt")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] wordCountKind = line.split(" ", -1);
                int count = Integer.parseInt(wordCountKind[1]);
                addBeginnings(wordCountKind[0], counts);
                counts.put(wordCountKind[0], count);
                total += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new JiebaDictionary(Map.copyOf(counts), total);
    }

    /** A file of the library. */
    static BufferedReader resource(String name) {
        InputStream bytes = JiebaSegmenter.class.getResourceAsStream(name);
        if (bytes == null) {
            throw new IllegalStateException("jieba has no such file: name=" + name);
        }
        return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    }
}
