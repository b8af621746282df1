package io.elanus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextAnalyzerTest {
    private static List<String> terms(String params, String text) {
        return TextAnalyzer.of(params).tokens(text).stream().map(Token::term).toList();
    }

    private static String withFilter(String tokenizer, String filter) {
        return "{\"tokenizer\": \"%s\", \"filter\": [%s]}".formatted(tokenizer, filter);
    }

    @Test
    void standardCutsAtWhatIsNeitherLetterNorNumberAndLowersCase() {
        assertThat(terms("", "The Quick-brown fox2, l'Été №5!"))
                .containsExactly("the", "quick", "brown", "fox2", "l", "été", "5");
        assertThat(terms("{}", "A b")).containsExactly("a", "b");
        assertThat(terms("{\"type\": \"standard\"}", "数据库 Milvus")).containsExactly("数据库", "milvus");
        assertThat(terms("", "")).isEmpty();
        assertThat(terms("", " \t -- ")).isEmpty();
    }

    @Test
    void namedAnalyzersTakeStopWords() {
        assertThat(terms("{\"type\": \"standard\", \"stop_words\": [\"_english_\", \"fox\"]}", "The fox and a hound"))
                .containsExactly("hound");
    }

    @Test
    void englishStemsAndThenLeavesOutStopWords() {
        assertThat(terms("{\"type\": \"english\"}", "The runners were running quickly"))
                .containsExactly("runner", "were", "run", "quick");
    }

    @Test
    void arabicNormalizesAndConvertsDigits() {
        assertThat(terms("{\"type\": \"arabic\"}", "عـــربي ١٢٣"))
                .contains("123")
                .noneMatch(term -> term.contains("ـ"));
    }

    @Test
    void chineseFindsWordsAndTheirParts() {
        assertThat(terms("{\"type\": \"chinese\"}", "我来到北京清华大学，Hello!"))
                .containsExactly("我", "来到", "北京", "清华", "清华大学", "华大", "大学", "Hello");
    }

    @Test
    void jiebaKeepsWhatTheTextHoldsInExactMode() {
        String exact = "{\"tokenizer\": {\"type\": \"jieba\", \"mode\": \"exact\"}}";
        String text = "小明硕士毕业于中国科学院计算所, v2.5 100%";
        assertThat(terms(exact, text))
                .containsExactly("小明", "硕士", "毕业", "于", "中国科学院", "计算所", ",", " ", "v2.5", " ", "100%");
        assertThat(String.join("", terms(exact, text))).isEqualTo(text);
    }

    @Test
    void jiebaGuessesWordsThatAreInNoDictionary() {
        String guessing = "{\"tokenizer\": {\"type\": \"jieba\", \"mode\": \"exact\"}}";
        String plain = "{\"tokenizer\": {\"type\": \"jieba\", \"mode\": \"exact\", \"hmm\": false}}";
        assertThat(terms(guessing, "他来到了网易杭研大厦")).containsExactly("他", "来到", "了", "网易", "杭研", "大厦");
        assertThat(terms(plain, "他来到了网易杭研大厦")).containsExactly("他", "来到", "了", "网易", "杭", "研", "大厦");
    }

    @Test
    void jiebaTakesWordsOfItsUser() {
        String text = "milvus结巴分词器中文测试";
        assertThat(terms(
                        "{\"tokenizer\": {\"type\": \"jieba\", \"dict\": [\"结巴分词器\"], \"mode\": \"exact\", \"hmm\": false}}",
                        text))
                .containsExactly("milvus", "结巴分词器", "中", "文", "测", "试");
        assertThat(terms(
                        "{\"tokenizer\": {\"type\": \"jieba\", \"dict\": [\"_default_\", \"结巴分词器\"], \"mode\": \"exact\"}}",
                        text))
                .containsExactly("milvus", "结巴分词器", "中文", "测试");
    }

    @Test
    void positionsOfJiebaAreThoseOfItsCharacters() {
        assertThat(TextAnalyzer.of("{\"tokenizer\": \"jieba\"}").tokens("清华大学"))
                .containsExactly(
                        new Token("清华", 0, 2, 0, 2),
                        new Token("清华大学", 0, 4, 0, 4),
                        new Token("华大", 1, 3, 1, 2),
                        new Token("大学", 2, 4, 2, 2));
    }

    @Test
    void whitespaceKeepsAllElse() {
        assertThat(terms("{\"tokenizer\": \"whitespace\"}", "Hello,  World!\tx"))
                .containsExactly("Hello,", "World!", "x");
    }

    @Test
    void characterGroupsAndDelimitersCut() {
        assertThat(terms(
                        "{\"tokenizer\": {\"type\": \"char_group\", \"delimiters\": [\"x\", \"digit\", \"whitespace\"]}}",
                        "ab1cdxef gh"))
                .containsExactly("ab", "cd", "ef", "gh");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "lowercase"                                               | Hello WORLD    | hello,world
            "asciifolding"                                            | café Ärger     | cafe,Arger
            "alphanumonly"                                            | ab c-d e1 é    | ab,e1
            "cncharonly"                                              | ab 数据 12      | 数据
            "cnalphanumonly"                                          | ab 数据 -- é    | ab,数据
            "removepunct"                                             | a ,b c! d      | a,d
            "decimaldigit"                                            | ٣٤ x           | 34,x
            {"type": "length", "max": 3}                              | abc abcd éé é  | abc,é
            {"type": "stop", "stop_words": ["b", "_english_"]}        | a b the c      | c
            {"type": "stop", "stop_words": ["_german_"]}              | der Hund und   | Hund
            {"type": "stemmer", "language": "english"}                | running cats   | run,cat
            {"type": "stemmer", "language": "German"}                 | laufen Häuser  | lauf,Haus
            {"type": "regex", "expr": "^[0-9]+$"}                     | 1 a 23 b4      | 1,23
            {"type": "decompounder", "word_list": ["bank", "dampf"]}  | dampfbank bankx| dampf,bank,bankx
            """)
    void filters(String filter, String text, String expected) {
        assertThat(terms(withFilter("whitespace", filter), text)).as(filter).containsExactly(expected.split(","));
    }

    @Test
    void leftOutTokensKeepTheirPositions() {
        assertThat(TextAnalyzer.of("{\"type\": \"standard\", \"stop_words\": [\"of\"]}")
                        .tokens("King of Spain"))
                .extracting(Token::position)
                .containsExactly(0, 2);
    }

    @Test
    void longTokensStayWhole() {
        assertThat(terms("", "a".repeat(5_000) + " b")).containsExactly("a".repeat(5_000), "b");
        assertThat(terms("", "a".repeat(TextAnalyzer.TERM_BYTES_MAX + 1) + " b"))
                .containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            x                                                              | JsonError
            []                                                             | JsonError
            {"type": 1}                                                    | analyzer type should be string
            {"type": "klingon"}                                            | unknown build-in analyzer type: klingon
            {"type": "standard", "stop_words": "a"}                        | filter stop_words should be array
            {"type": "standard", "stop_words": ["_chinese_"]}              | stop words list _chinese_ is not supported
            {"filter": ["lowercase"]}                                      | tokenizer name or type must be set
            {"tokenizer": 123}                                             | tokenizer name should be string or dict
            {"tokenizer": null}                                            | tokenizer name should be string or dict
            {"tokenizer": "x"}                                             | unsupported tokenizer: x
            {"tokenizer": {"mode": "exact"}}                               | customized tokenizer must set type
            {"tokenizer": {"type": null}}                                  | tokenizer type should be string
            {"tokenizer": "standard", "char_filter": []}                   | unknown analyzer option key: char_filter
            {"tokenizer": "standard", "filter": "lowercase"}               | filter params should be array
            {"tokenizer": "standard", "filter": ["x"]}                     | filter not found :x
            {"tokenizer": "standard", "filter": [{"x": 1}]}                | no type field in filter params
            {"tokenizer": "standard", "filter": [{"type": "x"}]}           | unsupport filter type: x
            {"tokenizer": "standard", "filter": [{"type": "length"}]}      | lenth max param was none or not uint
            {"tokenizer": "standard", "filter": [{"type": "stemmer"}]}     | stemmer language field should be string
            {"tokenizer": "standard", "filter": [{"type": "decompounder"}]}| decompounder word list is empty
            {"tokenizer": "standard", "filter": [{"type": "regex", "expr": "("}]} | regex expression invalid, expr:(
            {"tokenizer": {"type": "jieba", "dict": "x"}}                  | jieba tokenizer dict must be array
            {"tokenizer": {"type": "jieba", "dict": [1]}}                  | jieba tokenizer dict item must be string
            {"tokenizer": {"type": "jieba", "mode": "x"}}                  | jieba tokenizer mode must be "exact" or "search"
            {"tokenizer": {"type": "jieba", "hmm": 1}}                     | jieba tokenizer mode must be boolean
            {"tokenizer": {"type": "char_group", "delimiters": ["xy"]}}    | xy not a char or name of build-in char group
            """)
    void refusesWhatThereIsNot(String params, String message) {
        assertThatThrownBy(() -> TextAnalyzer.of(params))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER))
                .hasMessageContaining(message);
    }
}
