package io.elanus.database;

import io.elanus.engine.CollectionDefinition;
import io.elanus.index.VectorIndexes;
import io.elanus.model.CollectionDescription;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionProperties;
import io.elanus.model.CollectionSchema;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DataType;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.TokenParams;
import io.elanus.model.Metric;
import io.elanus.model.PartitionDescription;
import io.elanus.segment.ExpiryRule;
import io.elanus.segment.IndexDefinition;
import io.elanus.text.TextFields;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All that the catalog knows of one collection. Immutable; a change of the catalog makes a new one.
 *
 * @param loaded which partitions can be read
 * @param truncatedThrough rows up to this timestamp are gone; 0: none ever were
 */
record CollectionMeta(
        long id,
        CollectionName name,
        CollectionSchema schema,
        int shardCount,
        ConsistencyLevel consistency,
        long createdTimestamp,
        long updatedTimestamp,
        List<PartitionDescription> partitions,
        Map<String, String> properties,
        List<IndexMeta> indexes,
        Loaded loaded,
        long truncatedThrough) {
    /** The property that tells the largest number that a field has ever had, as in Milvus; none is used again. */
    static final String FIELD_ID_MAX = "max_field_id";

    CollectionMeta {
        partitions = List.copyOf(partitions);
        properties = Map.copyOf(properties);
        indexes = List.copyOf(indexes);
    }

    /** An index and what its user said of it. */
    record IndexMeta(
            long id,
            String name,
            long fieldId,
            IndexParams params,
            Optional<Metric> metric,
            SortedMap<String, String> userParams) {
        private IndexDefinition definition(DataType type) {
            return new IndexDefinition(id, name, fieldId, VectorIndexes.serving(params, type), metric);
        }
    }

    /**
     * Which partitions can be read.
     *
     * @param all also those that will be made
     * @param partitionIds if not all
     */
    record Loaded(boolean all, Set<Long> partitionIds) {
        static final Loaded NOTHING = new Loaded(false, Set.of());
        static final Loaded ALL = new Loaded(true, Set.of());

        Loaded {
            partitionIds = Set.copyOf(partitionIds);
        }

        boolean nothing() {
            return !all && partitionIds.isEmpty();
        }

        boolean contains(long partitionId) {
            return all || partitionIds.contains(partitionId);
        }
    }

    ExpiryRule expiryRule() {
        return PropertyRules.expiryRule(properties, schema);
    }

    /** The zone of times without an offset. */
    ZoneId zone() {
        return CollectionProperties.zone(properties);
    }

    Optional<PartitionDescription> partition(String partitionName) {
        return partitions.stream()
                .filter(partition -> partition.name().equals(partitionName))
                .findFirst();
    }

    Set<Long> partitionIds() {
        Set<Long> ids = new HashSet<>();
        partitions.forEach(partition -> ids.add(partition.id()));
        return ids;
    }

    /** What users have asked for, and what the product keeps for itself. */
    List<IndexDefinition> indexDefinitions() {
        return Stream.concat(
                        indexes.stream()
                                .map(index -> index.definition(
                                        schema.field(index.fieldId()).type())),
                        schema.fields().stream().filter(TextFields::isMatchable).map(CollectionMeta::tokenIndex))
                .toList();
    }

    /** A collection has one on a field at most, so that its number need not be kept; those of other indexes are positive. */
    private static IndexDefinition tokenIndex(FieldSchema field) {
        return new IndexDefinition(-field.id(), "", field.id(), new TokenParams(), Optional.empty());
    }

    /** @param expiryNow asked when rows are read */
    CollectionDefinition definition(Supplier<ExpiryRule> expiryNow) {
        return new CollectionDefinition(
                id, schema, shardCount, indexDefinitions(), partitionIds(), truncatedThrough, expiryNow);
    }

    Optional<IndexMeta> indexOn(FieldSchema field) {
        return indexes.stream().filter(index -> index.fieldId() == field.id()).findFirst();
    }

    CollectionDescription description(List<String> aliases) {
        return new CollectionDescription(
                id,
                name,
                schema,
                shardCount,
                consistency,
                createdTimestamp,
                updatedTimestamp,
                aliases,
                partitions,
                properties);
    }

    CollectionMeta renamed(CollectionName to) {
        return with(to, schema.withName(to.collection()), partitions, properties, indexes, loaded);
    }

    /** The largest number that a field or struct array has ever had. */
    long fieldIdMax() {
        return Math.max(schema.fieldIdMax(), Long.parseLong(properties.getOrDefault(FIELD_ID_MAX, "0")));
    }

    /**
     * The collection with another field, under a number that none has had.
     *
     * @param now the time of the change
     */
    CollectionMeta withField(FieldSchema field, long now) {
        return withSchema(
                schema.withNumberedField(field.toBuilder().id(fieldIdMax() + 1).build()), indexes, now);
    }

    /** The collection without a field, or without a struct array and its parts, and without what is built on them. */
    CollectionMeta withoutField(String fieldOrStruct, long now) {
        CollectionSchema changed = schema.without(fieldOrStruct);
        List<IndexMeta> left = indexes.stream()
                .filter(index -> changed.find(index.fieldId()).isPresent())
                .toList();
        return withSchema(changed, left, now);
    }

    /** The collection with other forms of its fields. */
    CollectionMeta withFields(List<FieldSchema> fields, long now) {
        return withSchema(schema.withFields(fields), indexes, now);
    }

    private CollectionMeta withSchema(CollectionSchema changed, List<IndexMeta> changedIndexes, long now) {
        Map<String, String> changedProperties = new HashMap<>(properties);
        changedProperties.put(FIELD_ID_MAX, Long.toString(Math.max(fieldIdMax(), changed.fieldIdMax())));
        return new CollectionMeta(
                id,
                name,
                changed,
                shardCount,
                consistency,
                createdTimestamp,
                now,
                partitions,
                changedProperties,
                changedIndexes,
                loaded,
                truncatedThrough);
    }

    CollectionMeta withTruncation(long timestamp) {
        return new CollectionMeta(
                id,
                name,
                schema,
                shardCount,
                consistency,
                createdTimestamp,
                updatedTimestamp,
                partitions,
                properties,
                indexes,
                loaded,
                timestamp);
    }

    CollectionMeta withPartitions(List<PartitionDescription> changed) {
        Set<Long> stillLoaded = new HashSet<>(loaded.partitionIds());
        stillLoaded.retainAll(changed.stream().map(PartitionDescription::id).toList());
        return with(name, schema, changed, properties, indexes, new Loaded(loaded.all(), stillLoaded));
    }

    CollectionMeta withProperties(Map<String, String> changed) {
        return with(name, schema, partitions, changed, indexes, loaded);
    }

    CollectionMeta withIndex(IndexMeta index) {
        List<IndexMeta> more = new ArrayList<>(indexes);
        more.add(index);
        return withIndexes(more);
    }

    CollectionMeta withIndexes(List<IndexMeta> changed) {
        return with(name, schema, partitions, properties, changed, loaded);
    }

    CollectionMeta withLoaded(Loaded changed) {
        return with(name, schema, partitions, properties, indexes, changed);
    }

    /** The same collection with what can change about it. */
    private CollectionMeta with(
            CollectionName newName,
            CollectionSchema newSchema,
            List<PartitionDescription> newPartitions,
            Map<String, String> newProperties,
            List<IndexMeta> newIndexes,
            Loaded newLoaded) {
        return new CollectionMeta(
                id,
                newName,
                newSchema,
                shardCount,
                consistency,
                createdTimestamp,
                updatedTimestamp,
                newPartitions,
                newProperties,
                newIndexes,
                newLoaded,
                truncatedThrough);
    }
}
