package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.CollectionName;
import io.elanus.model.CreateIndexRequest;
import io.elanus.model.IndexDescription;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.BinaryFlatParams;
import io.elanus.model.IndexParams.BinaryIvfParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.IndexParams.IvfParams.Codec;
import io.elanus.model.IndexParams.SparseParams;
import io.elanus.model.Metric;
import io.elanus.wire.IndexState;
import io.elanus.wire.KeyValuePair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexesTest {
    @Test
    void parametersStandInParamsOrBesideThem() {
        HnswParams wanted = new HnswParams(16, 200);
        assertThat(decode("index_type", "HNSW", "params", "{\"M\": 16, \"efConstruction\": \"200\"}")
                        .params())
                .isEqualTo(wanted);
        assertThat(decode("index_type", "HNSW", "M", "16", "efConstruction", "200")
                        .params())
                .isEqualTo(wanted);
    }

    @Test
    void absentOnesHaveDefaults() {
        assertThat(decode("index_type", "HNSW").params())
                .isEqualTo(new HnswParams(HnswParams.DEGREE_DEFAULT, HnswParams.BUILD_BEAM_DEFAULT));
        assertThat(decode("index_type", "FLAT", "params", "{\"nlist\": 5}").params())
                .isInstanceOf(FlatParams.class);
        assertThat(decode().params()).isInstanceOf(AutoParams.class);
        assertThat(decode("index_type", "", "params", "{}").params()).isInstanceOf(AutoParams.class);
    }

    @Test
    void metricsAreFoundInAnyCase() {
        assertThat(decode("metric_type", "cosine").metric()).hasValue("cosine");
        assertThat(decode("index_type", "FLAT").metric()).isEmpty();
    }

    @Test
    void descriptionGivesBackWhatTheUserGave() {
        CreateIndexRequest request =
                decode("index_type", "HNSW", "metric_type", "L2", "params", "{\"M\":16}", "mmap.enabled", "true");
        assertThat(params(request.params(), request.userParams()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "index_type", "HNSW", "metric_type", "L2", "params", "{\"M\":16}", "mmap.enabled", "true"));
    }

    @Test
    void descriptionNamesWhatTheProductChose() {
        CreateIndexRequest request = decode();
        assertThat(params(request.params(), request.userParams()))
                .containsExactlyInAnyOrderEntriesOf(Map.of("index_type", "AUTOINDEX", "metric_type", "L2"));
    }

    @Test
    void stateFollowsTheRows() {
        assertThat(Indexes.encode(description(10, 10, "")).getState()).isEqualTo(IndexState.Finished);
        assertThat(Indexes.encode(description(0, 0, "")).getState()).isEqualTo(IndexState.Finished);
        assertThat(Indexes.encode(description(10, 4, "")).getState()).isEqualTo(IndexState.InProgress);
        assertThat(Indexes.encode(description(10, 4, "")).getPendingIndexRows()).isEqualTo(6);
        assertThat(Indexes.encode(description(10, 4, "disk full")).getState()).isEqualTo(IndexState.Failed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"M": 1}   |Out of range in json: param 'M' (1) should be in range [2, 2048]
            {"M": 2049}|Out of range in json: param 'M' (2049) should be in range [2, 2048]
            {"M": "-1"}|Out of range in json: param 'M' (-1) should be in range [2, 2048]
            {"M": "True"}|invalid integer value, key: 'M', value: 'True': invalid parameter
            {"M": "1.5"}|wrong data type in json, key: 'M', value: '1.5'
            {"M": [16]}|Type conflict in json: param 'M' ([16]) should be integer
            {"efConstruction": 0}|Out of range in json: param 'efConstruction' (0) should be in range [1, 2147483647]
            """)
    void wrongParametersOfAGraphAreRefused(String params, String text) {
        assertThatThrownBy(() -> decode("index_type", "HNSW", "params", params)).hasMessageContaining(text);
    }

    @Test
    void familiesOfOtherVectorsAreKnown() {
        assertThat(decode("index_type", "BIN_FLAT").params()).isEqualTo(new BinaryFlatParams());
        assertThat(decode("index_type", "BIN_IVF_FLAT", "params", "{\"nlist\": 64}")
                        .params())
                .isEqualTo(new BinaryIvfParams(64));
        assertThat(decode("index_type", "SPARSE_WAND", "params", "{\"inverted_index_algo\": \"DAAT_WAND\"}")
                        .params())
                .isEqualTo(new SparseParams(SparseParams.Family.SPARSE_WAND));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"drop_ratio_build": 1.5}       |param 'drop_ratio_build' (1.5) should be in range [0.000000, 1.000000)
            {"inverted_index_algo": "BEST"} |sparse inverted index algo BEST not found or not supported
            """)
    void wrongParametersOfASparseIndexAreRefused(String params, String text) {
        assertThatThrownBy(() -> decode("index_type", "SPARSE_INVERTED_INDEX", "params", params))
                .hasMessageContaining(text);
    }

    @Test
    void invertedFilesHaveLists() {
        assertThat(decode("index_type", "IVF_SQ8", "params", "{\"nlist\": 64}").params())
                .isEqualTo(new IvfParams(Codec.SQ8, 64));
        assertThat(decode("index_type", "IVF_FLAT", "nlist", "65536").params())
                .isEqualTo(new IvfParams(Codec.FLAT, 65_536));
        assertThat(decode("index_type", "IVF_FLAT").params())
                .isEqualTo(new IvfParams(Codec.FLAT, IvfParams.LIST_COUNT_DEFAULT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"nlist": 0}     |Out of range in json: param 'nlist' (0) should be in range [1, 65536]
            {"nlist": 65537} |Out of range in json: param 'nlist' (65537) should be in range [1, 65536]
            {"nlist": "64.0"}|wrong data type in json, key: 'nlist', value: '64.0'
            {"nlist": [64]}  |Type conflict in json: param 'nlist' ([64]) should be integer
            """)
    void wrongParametersOfAnInvertedFileAreRefused(String params, String text) {
        for (String family : List.of("IVF_FLAT", "IVF_SQ8")) {
            assertThatThrownBy(() -> decode("index_type", family, "params", params))
                    .hasMessageContaining(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"IVF_PQ", "DISKANN", "SCANN", "HNSW_SQ"})
    void familiesOfMilvusAreRefusedByName(String name) {
        assertThatThrownBy(() -> decode("index_type", name))
                .hasMessageContaining("index type " + name + " is not supported yet");
    }

    @Test
    void whatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> decode("index_type", "hnsw")).hasMessageContaining("invalid index type: hnsw");
        assertThatThrownBy(() -> decode("M", "16"))
                .hasMessageContaining("only metric type can be passed when use AutoIndex");
        assertThatThrownBy(() -> decode("M", "16", "M", "17"))
                .hasMessageContaining("duplicated index param (key=M) (value=17) found");
    }

    private static CreateIndexRequest decode(String... keysAndValues) {
        io.elanus.wire.CreateIndexRequest.Builder request =
                io.elanus.wire.CreateIndexRequest.newBuilder().setFieldName("emb");
        for (int at = 0; at < keysAndValues.length; at += 2) {
            request.addExtraParams(KeyValues.pair(keysAndValues[at], keysAndValues[at + 1]));
        }
        return Indexes.decode(CollectionName.of("c"), request.build());
    }

    private static Map<String, String> params(IndexParams family, Map<String, String> userParams) {
        IndexDescription index = new IndexDescription(
                1, "i", "emb", family, Optional.of(Metric.L2), new TreeMap<>(userParams), 0, 0, "");
        Map<String, String> params = new TreeMap<>();
        for (KeyValuePair pair : Indexes.encode(index).getParamsList()) {
            params.put(pair.getKey(), pair.getValue());
        }
        return params;
    }

    private static IndexDescription description(long totalRows, long indexedRows, String failure) {
        return new IndexDescription(
                1,
                "i",
                "emb",
                new FlatParams(),
                Optional.of(Metric.L2),
                new TreeMap<>(),
                totalRows,
                indexedRows,
                failure);
    }
}
