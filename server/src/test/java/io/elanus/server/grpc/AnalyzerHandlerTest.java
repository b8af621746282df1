package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.elanus.model.DatabaseException;
import io.elanus.wire.AnalyzerToken;
import io.elanus.wire.RunAnalyzerRequest;
import io.elanus.wire.RunAnalyzerResponse;
import org.junit.jupiter.api.Test;

class AnalyzerHandlerTest {
    private final AnalyzerHandler handler = new AnalyzerHandler(new OneCollection());

    private static RunAnalyzerRequest.Builder request(String... texts) {
        RunAnalyzerRequest.Builder request = RunAnalyzerRequest.newBuilder();
        for (String text : texts) {
            request.addPlaceholder(ByteString.copyFromUtf8(text));
        }
        return request;
    }

    @Test
    void everyTextHasAResult() {
        RunAnalyzerResponse reply = handler.run(request("Hello World", "", "x").build());
        assertThat(reply.getResultsList()).hasSize(3);
        assertThat(reply.getResults(0).getTokensList())
                .extracting(AnalyzerToken::getToken)
                .containsExactly("hello", "world");
        assertThat(reply.getResults(0).getTokens(1).getEndOffset()).isZero();
        assertThat(reply.getResults(1).getTokensList()).isEmpty();
        assertThat(handler.run(request().build()).getResultsList()).isEmpty();
    }

    @Test
    void detailsCountBytesAndPositions() {
        RunAnalyzerResponse reply = handler.run(
                request("é 👍 the end").setWithDetail(true).setWithHash(true).build());
        AnalyzerToken last = reply.getResults(0).getTokens(2);
        assertThat(last.getToken()).isEqualTo("end");
        assertThat(last.getStartOffset()).isEqualTo(12);
        assertThat(last.getEndOffset()).isEqualTo(15);
        assertThat(last.getPosition()).isEqualTo(2);
        assertThat(last.getPositionLength()).isEqualTo(1);
        // zlib.crc32(b"end")
        assertThat(last.getHash()).isEqualTo((int) 0x00fc33b1L);
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertThatThrownBy(() -> handler.run(request("x")
                        .setAnalyzerParams("{\"tokenizer\": \"none\"}")
                        .build()))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("unsupported tokenizer: none");
        assertThatThrownBy(() -> handler.run(request("x")
                        .setCollectionName("c")
                        .setFieldName("id")
                        .setAnalyzerParams("{}")
                        .build()))
                .hasMessageContaining("can't use analyzer params and (collection,field) in same time");
        assertThatThrownBy(() -> handler.run(request("x").setCollectionName("c").build()))
                .hasMessageContaining("must set field name when collection name was set");
        assertThatThrownBy(() -> handler.run(
                        request("x").setCollectionName("c").setFieldName("id").build()))
                .hasMessageContaining("analyzer runner for field 100 not exist");
    }
}
