package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRulesTest {
    private static final FieldSchema KEY =
            FieldSchema.builder("id", DataType.INT64).primaryKey(true).build();
    private static final FieldSchema VECTOR =
            FieldSchema.builder("vec", DataType.FLOAT_VECTOR).dim(8).build();

    private static CreateCollectionRequest request(
            List<FieldSchema> fields, boolean dynamic, int shards, OptionalInt partitions) {
        return new CreateCollectionRequest(
                CollectionName.of("rows"),
                new CollectionSchema("rows", "", fields, dynamic),
                shards,
                ConsistencyLevel.STRONG,
                partitions,
                Map.of());
    }

    private static CollectionSchema check(FieldSchema... fields) {
        return SchemaRules.check(request(List.of(fields), false, 1, OptionalInt.empty()));
    }

    private static void assertRefused(String text, FieldSchema... fields) {
        assertThatThrownBy(() -> check(fields))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(text);
    }

    private static FieldSchema.Builder field(DataType type) {
        return FieldSchema.builder("field", type);
    }

    @Test
    void fieldsGetNumbersInTheirOrderAndTheDynamicFieldComesLast() {
        CollectionSchema schema = SchemaRules.check(request(List.of(KEY, VECTOR), true, 1, OptionalInt.empty()));
        assertThat(schema.fields()).extracting(FieldSchema::name).containsExactly("id", "vec", "$meta");
        assertThat(schema.fields()).extracting(FieldSchema::id).containsExactly(100L, 101L, 102L);
        assertThat(schema.dynamicField()).isPresent();
        assertThat(check(KEY, VECTOR).dynamicField()).isEmpty();
    }

    @Test
    void thereIsOnePrimaryKeyOfTheRightType() {
        assertRefused("primary key is not specified", VECTOR);
        assertRefused(
                "there are more than one primary key",
                KEY,
                field(DataType.INT64).primaryKey(true).build(),
                VECTOR);
        assertRefused(
                "should be Int64 or VarChar",
                field(DataType.INT32).primaryKey(true).build(),
                VECTOR);
        assertRefused(
                "primary field not support null",
                field(DataType.INT64).primaryKey(true).nullable(true).build(),
                VECTOR);
        assertRefused(
                "primary field not support default_value",
                field(DataType.INT64)
                        .primaryKey(true)
                        .defaultValue(new Value.Int(1))
                        .build(),
                VECTOR);
        assertRefused(
                "AutoID with true", KEY, field(DataType.INT64).autoId(true).build(), VECTOR);
    }

    @Test
    void thereAreVectorsButNotTooMany() {
        assertRefused("schema does not contain vector field", KEY);
        List<FieldSchema> fields = new ArrayList<>(List.of(KEY));
        for (int i = 0; i <= SchemaRules.VECTOR_FIELDS_MAX; i++) {
            fields.add(
                    FieldSchema.builder("v" + i, DataType.FLOAT_VECTOR).dim(8).build());
        }
        assertRefused("maximum vector field's number should be limited to 10", fields.toArray(FieldSchema[]::new));
        fields.remove(1);
        assertThat(check(fields.toArray(FieldSchema[]::new)).vectorFields()).hasSize(10);
    }

    @Test
    void fieldsAndShardsAreLimited() {
        FieldSchema[] fields = new FieldSchema[SchemaRules.FIELDS_MAX + 1];
        Arrays.setAll(fields, i -> FieldSchema.builder("f" + i, DataType.INT64).build());
        fields[0] = KEY;
        fields[1] = VECTOR;
        assertRefused("maximum field's number should be limited to 64", fields);
        assertThatThrownBy(() -> SchemaRules.check(request(List.of(KEY, VECTOR), false, 17, OptionalInt.empty())))
                .hasMessageContaining("maximum shards's number should be limited to 16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0", "-1", "32769", "x", "", "99999999999", " 8"})
    void dimensionsOutOfRange(String dim) {
        assertRefused(
                "invalid dimension: " + dim,
                KEY,
                field(DataType.FLOAT_VECTOR).param("dim", dim).build());
    }

    @Test
    void vectorsNeedADimensionAndTextsALength() {
        assertRefused(
                "dimension is not defined", KEY, field(DataType.FLOAT_VECTOR).build());
        assertRefused(
                "max_length) should be specified",
                KEY,
                VECTOR,
                field(DataType.VARCHAR).build());
        assertRefused(
                "should be in (0, 65535], but got 65536",
                KEY,
                VECTOR,
                field(DataType.VARCHAR).maxLength(65_536).build());
        assertThat(check(KEY, VECTOR, field(DataType.VARCHAR).maxLength(65_535).build())
                        .fields())
                .hasSize(3);
    }

    @Test
    void namesAreDistinct() {
        assertRefused("duplicated field name vec found", KEY, VECTOR, VECTOR);
    }

    @Test
    void partitionKeys() {
        FieldSchema key = field(DataType.INT64).partitionKey(true).build();
        FieldSchema other =
                FieldSchema.builder("other", DataType.INT64).partitionKey(true).build();
        assertRefused("there are more than one partition key", KEY, VECTOR, key, other);
        assertRefused(
                "the partition key field must not be primary field",
                KEY.toBuilder().partitionKey(true).build(),
                VECTOR);
        assertRefused(
                "should be Int64 or VarChar",
                KEY,
                VECTOR,
                field(DataType.DOUBLE).partitionKey(true).build());
        assertThatThrownBy(() -> SchemaRules.check(request(List.of(KEY, VECTOR), false, 1, OptionalInt.of(4))))
                .hasMessageContaining("num_partitions should only be specified with partition key");
        assertThatThrownBy(() -> SchemaRules.check(request(List.of(KEY, VECTOR, key), false, 1, OptionalInt.of(0))))
                .hasMessageContaining("should be greater than 0");
        assertThatThrownBy(() -> SchemaRules.check(request(List.of(KEY, VECTOR, key), false, 1, OptionalInt.of(1_025))))
                .hasMessageContaining("exceeds max configuration (1024)");
    }

    @Test
    void defaultsFitTheirFields() {
        assertThat(check(
                                KEY,
                                VECTOR,
                                field(DataType.INT8)
                                        .defaultValue(new Value.Int(-128))
                                        .build())
                        .fields())
                .hasSize(3);
        assertRefused(
                "default value",
                KEY,
                VECTOR,
                field(DataType.INT8).defaultValue(new Value.Int(128)).build());
        assertRefused(
                "is not equal to the type",
                KEY,
                VECTOR,
                field(DataType.BOOL).defaultValue(new Value.Text("x")).build());
        assertRefused(
                "exceeds max length",
                KEY,
                VECTOR,
                field(DataType.VARCHAR)
                        .maxLength(2)
                        .defaultValue(new Value.Text("abc"))
                        .build());
    }

    private static FieldSchema.Builder added(DataType type) {
        return field(type).nullable(true);
    }

    private static void assertNotAdded(String text, CollectionSchema schema, FieldSchema field) {
        assertThatThrownBy(() -> SchemaRules.checkAdded(schema, field))
                .isInstanceOf(DatabaseException.class)
                .hasMessage(text + ": invalid parameter");
    }

    @Test
    void anAddedFieldIsNullableAndGetsTheNextNumber() {
        CollectionSchema schema = SchemaRules.check(request(List.of(KEY, VECTOR), true, 1, OptionalInt.empty()));
        FieldSchema field = added(DataType.INT64).defaultValue(new Value.Int(3)).build();
        SchemaRules.checkAdded(schema, field);

        CollectionSchema next = schema.withField(field);

        assertThat(next.fields()).extracting(FieldSchema::name).containsExactly("id", "vec", "field", "$meta");
        assertThat(next.field(103).name()).isEqualTo("field");
        assertThat(next.version()).isEqualTo(1);
        assertThat(next.withField(added(DataType.BOOL).build()).fieldIdMax()).isEqualTo(104);
        assertNotAdded(
                "added field must be nullable, please check it, field name = field",
                schema,
                field(DataType.INT64).defaultValue(new Value.Int(3)).build());
    }

    @Test
    void whatAnAddedFieldCannotBe() {
        CollectionSchema schema =
                check(KEY, VECTOR, field(DataType.INT64).clusteringKey(true).build());
        FieldSchema.Builder other = FieldSchema.builder("other", DataType.INT64).nullable(true);
        assertNotAdded(
                "duplicated field name field", schema, added(DataType.INT64).build());
        assertNotAdded(
                "not support to add system field, field name = $meta",
                schema,
                FieldSchema.builder("$meta", DataType.JSON).nullable(true).build());
        assertNotAdded(
                "not support to add pk field, field name = other",
                schema,
                other.build().toBuilder().primaryKey(true).build());
        assertNotAdded(
                "only primary field can speficy AutoID with true, field name = other",
                schema,
                other.build().toBuilder().autoId(true).build());
        assertNotAdded(
                "not support to add partition key field, field name  = other",
                schema,
                other.build().toBuilder().partitionKey(true).build());
        assertNotAdded(
                "already has another clustering key field, field name: other",
                schema,
                other.build().toBuilder().clusteringKey(true).build());
        assertNotAdded(
                "vector field must have dimension specified, field name = field",
                check(KEY, VECTOR),
                added(DataType.FLOAT_VECTOR).build());
        assertNotAdded(
                "clustering key field field has unsupported data type Bool",
                check(KEY, VECTOR),
                added(DataType.BOOL).clusteringKey(true).build());
    }

    @Test
    void aDefaultOfAddedJsonIsRefused() {
        assertNotAdded(
                "type not support default_value, type:JSON, name:field",
                check(KEY, VECTOR),
                added(DataType.JSON).defaultValue(new Value.Text("{}")).build());
    }

    @Test
    void fieldsCanBeAddedUntilThereAreAsManyAsThereMayBe() {
        CollectionSchema schema = SchemaRules.check(request(List.of(KEY, VECTOR), true, 1, OptionalInt.empty()));
        for (int i = 2; i < SchemaRules.FIELDS_MAX; i++) {
            FieldSchema field =
                    FieldSchema.builder("f" + i, DataType.BOOL).nullable(true).build();
            SchemaRules.checkAdded(schema, field);
            schema = schema.withField(field);
        }
        assertNotAdded(
                "The number of fields has reached the maximum value 64",
                schema,
                added(DataType.BOOL).build());
        CollectionSchema vectors = check(KEY, VECTOR);
        for (int i = 1; i < SchemaRules.VECTOR_FIELDS_MAX; i++) {
            vectors = vectors.withField(FieldSchema.builder("v" + i, DataType.FLOAT_VECTOR)
                    .nullable(true)
                    .dim(2)
                    .build());
        }
        assertNotAdded(
                "maximum vector field's number should be limited to 10",
                vectors,
                added(DataType.FLOAT_VECTOR).dim(2).build());
    }
}
