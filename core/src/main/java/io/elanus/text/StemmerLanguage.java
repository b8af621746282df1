package io.elanus.text;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.ArabicStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.GreekStemmer;
import org.tartarus.snowball.ext.HungarianStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;
import org.tartarus.snowball.ext.TamilStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;

/** A language of which words can be cut down to their stems. */
enum StemmerLanguage {
    ARABIC(ArabicStemmer::new),
    DANISH(DanishStemmer::new),
    DUTCH(DutchStemmer::new),
    ENGLISH(EnglishStemmer::new),
    FINNISH(FinnishStemmer::new),
    FRENCH(FrenchStemmer::new),
    GERMAN(GermanStemmer::new),
    GREEK(GreekStemmer::new),
    HUNGARIAN(HungarianStemmer::new),
    ITALIAN(ItalianStemmer::new),
    NORWEGIAN(NorwegianStemmer::new),
    PORTUGUESE(PortugueseStemmer::new),
    ROMANIAN(RomanianStemmer::new),
    RUSSIAN(RussianStemmer::new),
    SPANISH(SpanishStemmer::new),
    SWEDISH(SwedishStemmer::new),
    TAMIL(TamilStemmer::new),
    TURKISH(TurkishStemmer::new);

    private final Supplier<SnowballStemmer> stemmer;

    StemmerLanguage(Supplier<SnowballStemmer> stemmer) {
        this.stemmer = stemmer;
    }

    static Optional<StemmerLanguage> named(String name) {
        return Stream.of(values())
                .filter(language -> language.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /** One that is owned by one thread. */
    SnowballStemmer stemmer() {
        return stemmer.get();
    }
}
