package io.elanus.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.elanus.model.CollectionSchema;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.StructSchema;
import io.elanus.model.Value;
import io.elanus.wire.FunctionSchema;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemasTest {
    private static final CollectionSchema SCHEMA = new CollectionSchema(
            "c",
            "about c",
            List.of(
                    FieldSchema.builder("id", DataType.INT64)
                            .id(100)
                            .primaryKey(true)
                            .autoId(true)
                            .build(),
                    FieldSchema.builder("kind", DataType.VARCHAR)
                            .id(101)
                            .maxLength(64)
                            .partitionKey(true)
                            .defaultValue(new Value.Text("none"))
                            .build(),
                    FieldSchema.builder("price", DataType.FLOAT)
                            .id(102)
                            .nullable(true)
                            .clusteringKey(true)
                            .defaultValue(new Value.Real(1.5))
                            .build(),
                    FieldSchema.builder("count", DataType.INT8)
                            .id(103)
                            .defaultValue(new Value.Int(7))
                            .build(),
                    FieldSchema.builder("emb", DataType.FLOAT_VECTOR)
                            .id(104)
                            .description("about emb")
                            .dim(8)
                            .param("mmap.enabled", "true")
                            .build()),
            true);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void structArraysComeBackWithTheirParts(boolean nullable) {
        FieldSchema words = FieldSchema.builder("parts[word]", DataType.ARRAY)
                .structName("parts")
                .elementType(DataType.VARCHAR)
                .maxLength(10)
                .maxCapacity(5)
                .nullable(nullable)
                .build();
        FieldSchema vectors = FieldSchema.builder("parts[vec]", DataType.ARRAY_OF_VECTOR)
                .structName("parts")
                .elementType(DataType.INT8_VECTOR)
                .dim(4)
                .maxCapacity(5)
                .nullable(nullable)
                .build();
        StructSchema parts =
                new StructSchema(0, "parts", "about parts", nullable, new TreeMap<>(Map.of("max_capacity", "5")));
        FieldSchema key =
                FieldSchema.builder("id", DataType.INT64).primaryKey(true).build();
        CollectionSchema schema = new CollectionSchema("c", "", List.of(key, words, vectors), List.of(parts), false, 0);
        CollectionSchema back = Schemas.decode(
                "c", Schemas.encode(schema, "default", ZoneOffset.UTC).toByteString());
        assertThat(back).isEqualTo(schema);
    }

    @Test
    void whatIsDescribedCanBeMadeAgain() {
        CollectionSchema back = Schemas.decode(
                "c", Schemas.encode(SCHEMA, "default", ZoneOffset.UTC).toByteString());
        assertThat(back.fields())
                .isEqualTo(SCHEMA.fields().stream()
                        .map(field -> field.toBuilder().id(0).build())
                        .toList());
        assertThat(back.description()).isEqualTo("about c");
        assertThat(back.dynamicFieldEnabled()).isTrue();
    }

    @Test
    void descriptionNumbersTheFieldsAndHidesTheDynamicOne() {
        FieldSchema dynamic = FieldSchema.builder("$meta", DataType.JSON)
                .id(105)
                .dynamic(true)
                .build();
        CollectionSchema made = new CollectionSchema(
                "c", "", List.of(SCHEMA.fields().getFirst(), SCHEMA.fields().getLast(), dynamic), true);
        io.elanus.wire.CollectionSchema reply = Schemas.encode(made, "d", ZoneOffset.UTC);
        assertThat(reply.getFieldsList())
                .extracting(io.elanus.wire.FieldSchema::getFieldID)
                .containsExactly(100L, 104L);
        assertThat(reply.getDbName()).isEqualTo("d");
        assertThat(reply.getEnableDynamicField()).isTrue();
    }

    @Test
    void defaultsStandWhereClientsLook() {
        io.elanus.wire.CollectionSchema reply = Schemas.encode(SCHEMA, "default", ZoneOffset.UTC);
        assertThat(reply.getFields(1).getDefaultValue().getStringData()).isEqualTo("none");
        assertThat(reply.getFields(2).getDefaultValue().getFloatData()).isEqualTo(1.5f);
        assertThat(reply.getFields(3).getDefaultValue().getIntData()).isEqualTo(7);
        assertThat(reply.getFields(4).hasDefaultValue()).isFalse();
    }

    @Test
    @SuppressWarnings("deprecation") // autoID of the schema
    void automaticIdsMayBeAskedForByTheSchema() {
        io.elanus.wire.CollectionSchema schema = io.elanus.wire.CollectionSchema.newBuilder()
                .setAutoID(true)
                .addFields(io.elanus.wire.FieldSchema.newBuilder()
                        .setName("id")
                        .setIsPrimaryKey(true)
                        .setDataType(io.elanus.wire.DataType.Int64))
                .build();
        assertThat(Schemas.decode("c", schema.toByteString()).primaryKey().autoId())
                .isTrue();
    }

    @Test
    void whatIsNotBuiltIsRefusedByName() {
        refused(field(io.elanus.wire.DataType.String), "string data type not supported yet, please use VarChar");
        refused(field(io.elanus.wire.DataType.None), "data type None is not valid");
        refused(
                io.elanus.wire.CollectionSchema.newBuilder()
                        .addFunctions(FunctionSchema.getDefaultInstance())
                        .build()
                        .toByteString(),
                "is not supported yet");
        refused(
                io.elanus.wire.CollectionSchema.newBuilder()
                        .addFields(io.elanus.wire.FieldSchema.newBuilder().setDataTypeValue(999))
                        .build()
                        .toByteString(),
                "data type 999 is not valid");
    }

    @Test
    void brokenBytesAreRefused() {
        refused(ByteString.copyFrom(new byte[] {(byte) 0xff, 1}), "failed to parse the collection schema");
    }

    private static ByteString field(io.elanus.wire.DataType type) {
        return io.elanus.wire.CollectionSchema.newBuilder()
                .addFields(io.elanus.wire.FieldSchema.newBuilder().setName("f").setDataType(type))
                .build()
                .toByteString();
    }

    private static void refused(ByteString schema, String text) {
        assertThatThrownBy(() -> Schemas.decode("c", schema))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(text);
    }
}
