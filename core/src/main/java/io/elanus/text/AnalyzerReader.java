package io.elanus.text;

import io.elanus.model.DatabaseException;
import io.elanus.text.AnalyzerParams.Filter;
import io.elanus.text.AnalyzerParams.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads {@code analyzer_params}. The refusals are worded as Milvus words them. */
final class AnalyzerReader {
    private AnalyzerReader() {}

    /**
     * @param json a JSON object; empty, as {@code {}}, means the standard analyzer
     * @throws DatabaseException (1100) if it is none, or asks for what there is not
     */
    static AnalyzerParams read(String json) {
        if (json.isEmpty()) {
            return AnalyzerParams.standard(Set.of());
        }
        JsonTree tree;
        try {
            tree = JsonTree.parse(json);
        } catch (IOException e) {
            throw invalid("JsonError(" + e.getMessage() + ")");
        }
        if (!(tree instanceof JsonTree.Members members)) {
            throw invalid("JsonError(invalid type: expected a map)");
        }
        if (members.values().isEmpty()) {
            return AnalyzerParams.standard(Set.of());
        }
        Optional<JsonTree> type = members.find("type");
        return type.isPresent() ? named(type.get(), members) : custom(members);
    }

    static DatabaseException invalid(String message) {
        return DatabaseException.invalid("build analyzer failed, " + message);
    }

    private static AnalyzerParams named(JsonTree type, JsonTree.Members members) {
        String name = text(type, "analyzer type should be string");
        Set<String> stopWords = members.find("stop_words")
                .map(value -> StopWords.of(texts(value, "filter stop_words")))
                .orElse(Set.of());
        return switch (name) {
            case "standard" -> AnalyzerParams.standard(stopWords);
            case "english" -> AnalyzerParams.english(stopWords);
            case "chinese" -> AnalyzerParams.chinese(stopWords);
            case "arabic" -> AnalyzerParams.arabic(stopWords);
            default -> throw invalid("unknown build-in analyzer type: " + name);
        };
    }

    private static AnalyzerParams custom(JsonTree.Members members) {
        Tokens tokenizer =
                switch (members.find("tokenizer").orElseThrow(() -> invalid("tokenizer name or type must be set"))) {
                    case JsonTree.Text(String name) -> tokenizer(name, new JsonTree.Members(Map.of()));
                    case JsonTree.Members options -> tokenizer(options);
                    case JsonTree.Elements _, JsonTree.Natural _, JsonTree.Bool _, JsonTree.Other _ ->
                        throw invalid("tokenizer name should be string or dict");
                };
        List<Filter> filters = new ArrayList<>();
        for (Map.Entry<String, JsonTree> option : members.values().entrySet()) {
            switch (option.getKey()) {
                case "tokenizer" -> {}
                case "filter" -> filters.addAll(filters(option.getValue()));
                default -> throw invalid("unknown analyzer option key: " + option.getKey());
            }
        }
        return new AnalyzerParams(tokenizer, filters);
    }

    private static Tokens tokenizer(JsonTree.Members options) {
        JsonTree type = options.find("type").orElseThrow(() -> invalid("customized tokenizer must set type"));
        return tokenizer(text(type, "tokenizer type should be string"), options);
    }

    private static Tokens tokenizer(String name, JsonTree.Members options) {
        return switch (name) {
            case "standard" -> new Tokens.Standard();
            case "whitespace" -> new Tokens.Whitespace();
            case "jieba" -> new Tokens.Jieba(jieba(options));
            case "char_group" -> charGroup(options);
            default -> throw invalid("unsupported tokenizer: " + name);
        };
    }

    private static JiebaParams jieba(JsonTree.Members options) {
        if (options.find("extra_dict_file").isPresent()) {
            throw invalid("jieba tokenizer extra_dict_file is not supported");
        }
        String mode = options.find("mode")
                .map(value -> text(value, "jieba tokenizer mode must be string"))
                .orElse("search");
        if (!mode.equals("search") && !mode.equals("exact")) {
            throw invalid("jieba tokenizer mode must be \"exact\" or \"search\"");
        }
        boolean guesses = true;
        if (options.find("hmm").isPresent()) {
            if (!(options.find("hmm").get() instanceof JsonTree.Bool(boolean value))) {
                throw invalid("jieba tokenizer mode must be boolean");
            }
            guesses = value;
        }
        List<String> words = options.find("dict")
                .map(value ->
                        texts(value, "jieba tokenizer dict must be array", "jieba tokenizer dict item must be string"))
                .orElse(List.of("_default_"));
        if (words.contains("_extend_default_")) {
            throw invalid("jieba tokenizer dict _extend_default_ is not supported");
        }
        if (words.stream().filter("_default_"::equals).count() > 1) {
            throw invalid("jieba tokenizer dict can only set one system dict");
        }
        Set<String> own = new HashSet<>(words);
        own.removeAll(List.of("", "_default_"));
        return new JiebaParams(mode.equals("search"), guesses, words.contains("_default_"), own);
    }

    private static Tokens charGroup(JsonTree.Members options) {
        if (options.values().isEmpty()) {
            throw invalid("char group tokenizer must be customized");
        }
        JsonTree delimiters =
                options.find("delimiters").orElseThrow(() -> invalid("char group tokenizer delimiters can't be empty"));
        Set<Integer> characters = new HashSet<>();
        Set<CharacterGroup> groups = new HashSet<>();
        for (String each : texts(
                delimiters,
                "char group tokenizer delimiters must be a vector",
                "char group tokenizer delimiter in delimiters must be string")) {
            if (each.codePointCount(0, each.length()) == 1) {
                characters.add(each.codePointAt(0));
            } else {
                groups.add(CharacterGroup.named(each)
                        .orElseThrow(() -> invalid(each + " not a char or name of build-in char group")));
            }
        }
        return new Tokens.CharGroup(characters, groups);
    }

    private static List<Filter> filters(JsonTree value) {
        if (!(value instanceof JsonTree.Elements(List<JsonTree> elements))) {
            throw invalid("filter params should be array");
        }
        List<Filter> filters = new ArrayList<>();
        for (JsonTree element : elements) {
            switch (element) {
                case JsonTree.Text(String name) -> filters.add(plain(name));
                case JsonTree.Members options -> filters.add(filter(options));
                case JsonTree.Elements _, JsonTree.Natural _, JsonTree.Bool _, JsonTree.Other _ ->
                    throw invalid("filter should be string or dict");
            }
        }
        return filters;
    }

    private static Filter plain(String name) {
        return switch (name) {
            case "lowercase" -> new Filter.Lowercase();
            case "asciifolding" -> new Filter.AsciiFolding();
            case "decimaldigit" -> new Filter.DecimalDigits();
            case "arabic_normalization" -> new Filter.ArabicNormalization();
            case "alphanumonly" -> new Filter.AlphanumericOnly();
            case "removepunct" -> new Filter.WithoutPunctuation();
            case "cncharonly" -> new Filter.Finding(Patterns.HAN);
            case "cnalphanumonly" -> new Filter.Finding(Patterns.HAN_OR_ALPHANUMERIC);
            default -> throw invalid("filter not found :" + name);
        };
    }

    private static Filter filter(JsonTree.Members options) {
        JsonTree type = options.find("type").orElseThrow(() -> invalid("no type field in filter params"));
        String name = text(type, "filter type should be string");
        return switch (name) {
            case "length" -> length(options);
            case "stop" -> {
                refuseFile(options, "stop_words_file");
                yield new Filter.Stop(options.find("stop_words")
                        .map(value -> StopWords.of(texts(value, "stop_words")))
                        .orElse(Set.of()));
            }
            case "stemmer" -> stemmer(options);
            case "decompounder" -> decompounder(options);
            case "regex" -> regex(options);
            default -> throw invalid("unsupport filter type: " + name);
        };
    }

    private static Filter length(JsonTree.Members options) {
        if (options.find("max").orElse(null) instanceof JsonTree.Natural(long max)) {
            return new Filter.Length(max);
        }
        throw invalid("lenth max param was none or not uint");
    }

    private static Filter stemmer(JsonTree.Members options) {
        if (!(options.find("language").orElse(null) instanceof JsonTree.Text(String language))) {
            throw invalid("stemmer language field should be string");
        }
        return new Filter.Stem(StemmerLanguage.named(language)
                .orElseThrow(() -> invalid("create stemmer failed : unsupport language: " + language)));
    }

    private static Filter decompounder(JsonTree.Members options) {
        refuseFile(options, "word_list_file");
        List<String> words = options.find("word_list")
                .map(value -> texts(
                        value,
                        "decompounder word list should be array",
                        "decompounder word list item should be string"))
                .orElse(List.of());
        if (words.isEmpty()) {
            throw invalid("decompounder word list is empty");
        }
        if (words.contains("")) {
            throw invalid("decompounder word list holds an empty word");
        }
        return new Filter.Decompound(new LinkedHashSet<>(words));
    }

    private static Filter regex(JsonTree.Members options) {
        JsonTree value = options.find("expr").orElseThrow(() -> invalid("must set expr for regex filter"));
        String expression = text(value, "expr must be string");
        try {
            return new Filter.Finding(Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            throw invalid("regex expression invalid, expr:" + expression + ", err: " + e.getDescription());
        }
    }

    private static void refuseFile(JsonTree.Members options, String key) {
        if (options.find(key).isPresent()) {
            throw invalid(key + " is not supported");
        }
    }

    private static String text(JsonTree value, String otherwise) {
        if (value instanceof JsonTree.Text(String text)) {
            return text;
        }
        throw invalid(otherwise);
    }

    private static List<String> texts(JsonTree value, String label) {
        return texts(value, label + " should be array", label + " list item should be string");
    }

    private static List<String> texts(JsonTree value, String notArray, String notText) {
        if (!(value instanceof JsonTree.Elements(List<JsonTree> elements))) {
            throw invalid(notArray);
        }
        return elements.stream().map(element -> text(element, notText)).toList();
    }
}
