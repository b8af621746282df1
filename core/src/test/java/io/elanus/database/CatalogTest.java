package io.elanus.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elanus.database.CollectionMeta.IndexMeta;
import io.elanus.database.CollectionMeta.Loaded;
import io.elanus.durable.MemoryMetaStore;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseDescription;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.IndexParams.IvfParams.Codec;
import io.elanus.model.Metric;
import io.elanus.model.PartitionDescription;
import io.elanus.model.StructSchema;
import io.elanus.model.Value;
import io.elanus.testkit.Faults;
import io.elanus.testkit.Faults.Extent;
import io.elanus.testkit.FaultyMetaStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final DatabaseDescription DEFAULT =
            new DatabaseDescription(1, CollectionName.DATABASE_DEFAULT, 5, Map.of());

    private final Faults faults = new Faults();
    private final MemoryMetaStore metas = new MemoryMetaStore();

    private Catalog open() {
        return new Catalog(new FaultyMetaStore(metas, faults));
    }

    private static CollectionMeta collection(long id, String name) {
        CollectionSchema schema = new CollectionSchema(
                name,
                "what it is for",
                List.of(
                        FieldSchema.builder("id", DataType.VARCHAR)
                                .id(100)
                                .primaryKey(true)
                                .autoId(true)
                                .maxLength(20)
                                .build(),
                        FieldSchema.builder("flag", DataType.BOOL)
                                .id(101)
                                .nullable(true)
                                .description("yes or no")
                                .defaultValue(new Value.Bool(true))
                                .build(),
                        FieldSchema.builder("parts[tags]", DataType.ARRAY)
                                .id(105)
                                .elementType(DataType.VARCHAR)
                                .structName("parts")
                                .maxLength(10)
                                .maxCapacity(7)
                                .build(),
                        FieldSchema.builder("group", DataType.INT64)
                                .id(102)
                                .partitionKey(true)
                                .clusteringKey(true)
                                .build(),
                        FieldSchema.builder("vec", DataType.FLOAT_VECTOR)
                                .id(103)
                                .dim(8)
                                .build(),
                        FieldSchema.builder("$meta", DataType.JSON)
                                .id(104)
                                .dynamic(true)
                                .build()),
                List.of(new StructSchema(106, "parts", "what it is made of", false, new TreeMap<>(Map.of("a", "b")))),
                true,
                2);
        return new CollectionMeta(
                id,
                CollectionName.of(name),
                schema,
                3,
                ConsistencyLevel.SESSION,
                10 * id,
                20 * id,
                List.of(new PartitionDescription(31, "_default", 41), new PartitionDescription(32, "p", 42)),
                Map.of("mmap.enabled", "true"),
                List.of(
                        new IndexMeta(
                                51, "graph", 103, new HnswParams(8, 64), Optional.of(Metric.COSINE), new TreeMap<>()),
                        new IndexMeta(52, "flat", 103, new FlatParams(), Optional.of(Metric.L2), new TreeMap<>()),
                        new IndexMeta(
                                53, "auto", 102, new AutoParams(), Optional.empty(), new TreeMap<>(Map.of("a", "b"))),
                        new IndexMeta(
                                54,
                                "lists",
                                103,
                                new IvfParams(Codec.FLAT, 65_536),
                                Optional.of(Metric.IP),
                                new TreeMap<>()),
                        new IndexMeta(
                                55,
                                "codes",
                                103,
                                new IvfParams(Codec.SQ8, 1),
                                Optional.of(Metric.IP),
                                new TreeMap<>())),
                new Loaded(false, Set.of(32L)),
                60 * id);
    }

    @Test
    void allOfItComesBackAfterARestart() {
        Catalog before = open();
        before.put(DEFAULT);
        before.put(new DatabaseDescription(2, "other", 6, Map.of("k", "v")));
        before.put(collection(7, "rows"));
        before.put(collection(8, "more"));
        before.putAlias(CollectionName.of("alias"), 7);

        Catalog after = open();

        assertThat(after.databases()).isEqualTo(before.databases()).hasSize(2);
        assertThat(after.find(7)).contains(collection(7, "rows"));
        assertThat(after.collections())
                .extracting(CollectionMeta::id)
                .as("newest first")
                .containsExactly(8L, 7L);
        assertThat(after.findByAlias(CollectionName.of("alias"))).contains(collection(7, "rows"));
        assertThat(after.aliasesOf(7)).containsExactly("alias");
        assertThat(after.aliases("other")).isEmpty();
    }

    @Test
    void aRenamedCollectionIsFoundByItsNewNameAndItsAliases() {
        Catalog catalog = open();
        catalog.put(DEFAULT);
        catalog.put(collection(7, "rows"));
        catalog.putAlias(CollectionName.of("alias"), 7);

        catalog.put(collection(7, "rows").renamed(CollectionName.of("renamed")));

        for (Catalog now : List.of(catalog, open())) {
            assertThat(now.find(CollectionName.of("rows"))).isEmpty();
            assertThat(now.find(CollectionName.of("renamed")).map(CollectionMeta::id))
                    .contains(7L);
            assertThat(now.find(CollectionName.of("alias")).map(CollectionMeta::id))
                    .contains(7L);
        }
    }

    @Test
    void whatWasRemovedStaysAway() {
        Catalog catalog = open();
        catalog.put(DEFAULT);
        catalog.put(collection(7, "rows"));
        catalog.putAlias(CollectionName.of("alias"), 7);
        catalog.removeAlias(CollectionName.of("alias"));
        catalog.remove(collection(7, "rows"));
        for (Catalog now : List.of(catalog, open())) {
            assertThat(now.find(7)).isEmpty();
            assertThat(now.find(CollectionName.of("alias"))).isEmpty();
            assertThatThrownBy(() -> now.collection(CollectionName.of("rows")))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessage("collection not found[database=default][collection=rows]");
        }
        assertThatThrownBy(() -> catalog.collection(new CollectionName("nowhere", "rows")))
                .hasMessage("database not found[database=nowhere]");
    }

    @Test
    void aChangeThatIsNotDurableIsNotSeen() {
        Catalog catalog = open();
        catalog.put(DEFAULT);
        faults.arm(1, Faults.Kind.NOT_DONE, Extent.ONCE);
        assertThatThrownBy(() -> catalog.put(collection(7, "rows"))).hasMessageContaining("injected");
        assertThat(catalog.find(7)).isEmpty();
        assertThat(catalog.find(CollectionName.of("rows"))).isEmpty();
        catalog.put(collection(7, "rows"));
        assertThat(open().find(7)).isPresent();
    }
}
