package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.elanus.model.DatabaseException;
import io.elanus.model.Value;
import io.elanus.wire.JSONArray;
import io.elanus.wire.LongArray;
import io.elanus.wire.TemplateArrayValue;
import io.elanus.wire.TemplateArrayValueArray;
import io.elanus.wire.TemplateValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesTest {
    @Test
    void templatesKeepTheirTypes() {
        assertThat(Values.templates(Map.of(
                        "flag", TemplateValue.newBuilder().setBoolVal(true).build(),
                        "age", TemplateValue.newBuilder().setInt64Val(7).build(),
                        "share", TemplateValue.newBuilder().setFloatVal(0.5).build(),
                        "name", TemplateValue.newBuilder().setStringVal("x").build())))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "flag", new Value.Bool(true),
                        "age", new Value.Int(7),
                        "share", new Value.Real(0.5),
                        "name", new Value.Text("x")));
    }

    @Test
    void listsMayHoldListsAndMixedTypes() {
        TemplateArrayValue longs = TemplateArrayValue.newBuilder()
                .setLongData(LongArray.newBuilder().addData(1).addData(2))
                .build();
        assertThat(decode(longs)).isEqualTo(new Value.Array(List.of(new Value.Int(1), new Value.Int(2))));
        assertThat(decode(TemplateArrayValue.newBuilder()
                        .setArrayData(TemplateArrayValueArray.newBuilder().addData(longs))
                        .build()))
                .isEqualTo(new Value.Array(List.of(decode(longs))));
        assertThat(decode(json("1", "2.5", "\"x\"", "true", "[1]")))
                .isEqualTo(new Value.Array(List.of(
                        new Value.Int(1),
                        new Value.Real(2.5),
                        new Value.Text("x"),
                        new Value.Bool(true),
                        new Value.Array(List.of(new Value.Int(1))))));
        assertThat(decode(TemplateArrayValue.getDefaultInstance())).isEqualTo(new Value.Array(List.of()));
    }

    @Test
    void whatNoFilterKnowsIsRefused() {
        assertThatThrownBy(() -> decode(json("{}"))).isInstanceOf(DatabaseException.class);
        assertThatThrownBy(() -> decode(json("{"))).isInstanceOf(DatabaseException.class);
        assertThatThrownBy(() -> Values.templates(Map.of("a", TemplateValue.getDefaultInstance())))
                .isInstanceOf(DatabaseException.class);
    }

    private static TemplateArrayValue json(String... texts) {
        JSONArray.Builder array = JSONArray.newBuilder();
        for (String text : texts) {
            array.addData(ByteString.copyFromUtf8(text));
        }
        return TemplateArrayValue.newBuilder().setJsonData(array).build();
    }

    private static Value decode(TemplateArrayValue array) {
        return Values.templates(Map.of(
                        "a", TemplateValue.newBuilder().setArrayVal(array).build()))
                .values()
                .iterator()
                .next();
    }
}
