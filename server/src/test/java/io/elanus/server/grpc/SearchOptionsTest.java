package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.DatabaseException;
import io.elanus.model.SearchRequest.SearchIteration;
import io.elanus.wire.KeyValuePair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchOptionsTest {
    private static final String TOKEN = "0b1f9ad4-6a2e-4c1b-9d0e-0123456789ab";

    @Test
    void whatPymilvusSendsIsRead() {
        SearchOptions options = parse(
                "anns_field", "emb",
                "topk", "10",
                "round_decimal", "2",
                "offset", "5",
                "metric_type", "COSINE",
                "ignore_growing", "True",
                "params",
                        "{\"ef\": 64, \"nprobe\": 16, \"radius\": 0.5, \"range_filter\": 0.9, \"something_new\": [1]}");
        assertThat(options.vectorField()).hasValue("emb");
        assertThat(options.limit()).isEqualTo(10);
        assertThat(options.offset()).isEqualTo(5);
        assertThat(options.roundDecimal()).isEqualTo(2);
        assertThat(options.metric()).hasValue("COSINE");
        assertThat(options.ignoreGrowing()).isTrue();
        assertThat(options.params().beam()).hasValue(64);
        assertThat(options.params().probes()).hasValue(16);
        assertThat(options.params().radius()).hasValue(0.5f);
        assertThat(options.params().rangeFilter()).hasValue(0.9f);
        assertThat(options.iterator()).isFalse();
    }

    @Test
    void parametersMayStandBesideParams() {
        SearchOptions options = parse("topk", "1", "ef", "32", "radius", "1.5", "params", "{\"ignore_growing\": true}");
        assertThat(options.params().beam()).hasValue(32);
        assertThat(options.params().radius()).hasValue(1.5f);
        assertThat(options.ignoreGrowing()).isTrue();
    }

    @Test
    void firstOfTwoCounts() {
        assertThat(parse("topk", "3", "topk", "4").limit()).isEqualTo(3);
    }

    @Test
    void absentOnesHaveDefaults() {
        SearchOptions options = parse("topk", "1");
        assertThat(options.vectorField()).isEmpty();
        assertThat(options.metric()).isEmpty();
        assertThat(options.roundDecimal()).isEqualTo(-1);
        assertThat(options.params().beam()).isEmpty();
        assertThat(options.params().probes()).isEmpty();
        assertThat(options.page()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            topk|0     |topk [0] is invalid, it should be in range [1, 16384], but got 0
            topk|16385 |topk [16385] is invalid, it should be in range [1, 16384], but got 16385
            topk|ten   |topk [ten] is invalid
            topk|9223372036854775807|topk [9223372036854775807] is invalid, it should be in range
            offset|-1  |offset [-1] is invalid, it should be in range [1, 16384], but got -1
            offset|16384|offset+topk [16394] is invalid, it should be in range [1, 16384], but got 16394
            offset|x   |offset [x] is invalid
            round_decimal|7|round_decimal [7] is invalid, should be -1 or an integer in range [0, 6]
            round_decimal|-2|round_decimal [-2] is invalid, should be -1 or an integer in range [0, 6]
            params|{"ef": "x"}|invalid integer value, key: 'ef', value: 'x'
            params|{"ef": "12.5"}|wrong data type in json, key: 'ef', value: '12.5'
            params|{"ef": 12.5}|Type conflict in json: param 'ef' (12.5) should be integer
            params|{"ef": [1]}|Type conflict in json: param 'ef' ([1]) should be integer
            params|{"ef": true}|Type conflict in json: param 'ef' (true) should be integer
            params|{"ef": 0}|Out of range in json: param 'ef' (0) should be in range [1, 2147483647]
            params|{"ef": 2147483648}|Out of range in json: param 'ef' (2147483648) should be in range
            params|{"radius": {}}|Type conflict in json: param 'radius' ({}) should be a number
            params|{"radius": "x"}|invalid float value, key: 'radius', value: 'x'
            params|{"range_filter": 1}|range_filter requires radius to be set
            params|{ef|unmarshal params failed
            params|[]|unmarshal params failed
            ignore_growing|maybe|parse ignore growing field failed
            group_by_field|f|group by is not supported yet
            order_by_fields|f:asc|order by is not supported yet
            """)
    void wrongOnesAreRefusedInMilvussWords(String key, String value, String text) {
        assertThatThrownBy(() -> parse(key, value, "topk", "10"))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(text);
    }

    @Test
    void countOfHitsIsNeeded() {
        assertThatThrownBy(() -> parse("anns_field", "emb")).hasMessageContaining("topk is required");
    }

    @Test
    void infinityIsANumber() {
        assertThat(parse("topk", "1", "params", "{\"radius\": Infinity}")
                        .params()
                        .radius())
                .hasValue(Float.POSITIVE_INFINITY);
    }

    @Test
    void olderIteratorGetsWhatIsAllowed() {
        SearchOptions options = parse("topk", "20000", "iterator", "True");
        assertThat(options.iterator()).isTrue();
        assertThat(options.limit()).isEqualTo(SearchOptions.WINDOW_MAX);
        assertThat(options.page()).isEmpty();
    }

    @Test
    void pagesOfAnIteratorAreRead() {
        SearchOptions first =
                parse("topk", "7", "iterator", "True", "search_iter_v2", "True", "search_iter_batch_size", "50");
        assertThat(first.limit()).isEqualTo(50);
        assertThat(first.page().orElseThrow().token()).isEmpty();
        SearchIteration next = parse(
                        "iterator", "True",
                        "search_iter_v2", "True",
                        "search_iter_batch_size", "50",
                        "search_iter_id", TOKEN,
                        "search_iter_last_bound", "0.25")
                .page()
                .orElseThrow();
        assertThat(next.token()).hasValue(TOKEN);
        assertThat(next.bound()).hasValue(0.25f);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            iterator|False|must be set in the SDK
            search_iter_batch_size|''|batch size is required
            search_iter_batch_size|0|batch size is invalid, it should be in range [1, 16384], but got 0
            search_iter_batch_size|x|batch size is invalid
            search_iter_id|abc|invalid token format
            search_iter_last_bound|x|failed to parse input last bound
            offset|1|Setting an offset is not permitted
            """)
    void wrongPagesAreRefused(String key, String value, String text) {
        assertThatThrownBy(() -> parse(
                        key,
                        value,
                        "topk",
                        "10",
                        "iterator",
                        "True",
                        "search_iter_v2",
                        "True",
                        "search_iter_batch_size",
                        "10"))
                .hasMessageContaining("parse iterator v2 info failed: ")
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0|0|limit [0] is invalid, should be greater than 0
            1|-1|offset [-1] is invalid, should be gte than 0
            16384|1|(offset+limit) should be in range [1, 16384], but got 16385
            x|0|limit [x] is invalid
            """)
    void windowOfAQueryIsChecked(String limit, String offset, String text) {
        assertThatThrownBy(() -> QueryOptions.of(pairs("limit", limit, "offset", offset)))
                .hasMessageContaining(text);
    }

    @Test
    void offsetOfAQueryNeedsALimit() {
        QueryOptions options =
                QueryOptions.of(pairs("offset", "5", "iterator", "True", "reduce_stop_for_best", "False"));
        assertThat(options.limit()).isEmpty();
        assertThat(options.offset()).isZero();
        assertThat(options.iterator()).isTrue();
    }

    private static SearchOptions parse(String... keysAndValues) {
        return SearchOptions.of(pairs(keysAndValues));
    }

    private static List<KeyValuePair> pairs(String... keysAndValues) {
        List<KeyValuePair> pairs = new ArrayList<>();
        for (int at = 0; at < keysAndValues.length; at += 2) {
            pairs.add(KeyValues.pair(keysAndValues[at], keysAndValues[at + 1]));
        }
        return pairs;
    }
}
