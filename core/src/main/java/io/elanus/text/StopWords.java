package io.elanus.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;

/** The words of a language that are in too many texts to tell them apart, as Lucene has them. */
final class StopWords {
    private static final String ENGLISH = "_english_";
    private static final String ARABIC = "_arabic_";
    private static final String THAI = "_thai_";
    private static final String CHINESE = "_chinese_";

    /** By name: Snowball's file. */
    private static final Map<String, String> SNOWBALL = Map.ofEntries(
            Map.entry("_danish_", "danish_stop.txt"),
            Map.entry("_dutch_", "dutch_stop.txt"),
            Map.entry("_finnish_", "finnish_stop.txt"),
            Map.entry("_french_", "french_stop.txt"),
            Map.entry("_german_", "german_stop.txt"),
            Map.entry("_hungarian_", "hungarian_stop.txt"),
            Map.entry("_italian_", "italian_stop.txt"),
            Map.entry("_norwegian_", "norwegian_stop.txt"),
            Map.entry("_portuguese_", "portuguese_stop.txt"),
            Map.entry("_russian_", "russian_stop.txt"),
            Map.entry("_spanish_", "spanish_stop.txt"),
            Map.entry("_swedish_", "swedish_stop.txt"));

    private StopWords() {}

    /**
     * The words themselves, and those of the lists that are named between them.
     *
     * @throws io.elanus.model.DatabaseException (1100) if there is a list of this name that we do not have
     */
    static Set<String> of(List<String> wordsAndLists) {
        Set<String> words = new HashSet<>();
        for (String each : wordsAndLists) {
            if (each.equals(THAI) || each.equals(CHINESE)) {
                throw AnalyzerReader.invalid("stop words list " + each + " is not supported");
            }
            if (isList(each)) {
                words.addAll(list(each));
            } else {
                words.add(each);
            }
        }
        return words;
    }

    private static boolean isList(String name) {
        return name.equals(ENGLISH) || name.equals(ARABIC) || SNOWBALL.containsKey(name);
    }

    /** Requires: one of those we have. */
    static Set<String> list(String name) {
        if (name.equals(ENGLISH)) {
            return strings(EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
        }
        if (name.equals(ARABIC)) {
            return strings(ArabicAnalyzer.getDefaultStopSet());
        }
        String file = SNOWBALL.get(name);
        if (file == null) {
            throw new IllegalArgumentException("not a list of stop words: name=" + name);
        }
        try (InputStream bytes = SnowballFilter.class.getResourceAsStream(file)) {
            if (bytes == null) {
                throw new IllegalStateException("Lucene has no such list: file=" + file);
            }
            Reader reader = new InputStreamReader(bytes, StandardCharsets.UTF_8);
            return strings(WordlistLoader.getSnowballWordSet(reader));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> strings(CharArraySet words) {
        Set<String> strings = new HashSet<>();
        words.forEach(word -> strings.add(new String((char[]) word)));
        return strings;
    }
}
