package io.elanus.database;

import io.elanus.database.CollectionMeta.IndexMeta;
import io.elanus.database.CollectionMeta.Loaded;
import io.elanus.durable.ByteReader;
import io.elanus.durable.ByteWriter;
import io.elanus.durable.ValueCodec;
import io.elanus.model.CollectionName;
import io.elanus.model.CollectionSchema;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.DataType;
import io.elanus.model.DatabaseDescription;
import io.elanus.model.FieldSchema;
import io.elanus.model.IndexParams;
import io.elanus.model.IndexParams.AutoParams;
import io.elanus.model.IndexParams.BinaryFlatParams;
import io.elanus.model.IndexParams.BinaryIvfParams;
import io.elanus.model.IndexParams.FlatParams;
import io.elanus.model.IndexParams.HnswParams;
import io.elanus.model.IndexParams.IvfParams;
import io.elanus.model.IndexParams.JsonCast;
import io.elanus.model.IndexParams.JsonTarget;
import io.elanus.model.IndexParams.NgramParams;
import io.elanus.model.IndexParams.SparseParams;
import io.elanus.model.IndexParams.TokenParams;
import io.elanus.model.IndexParams.ValueParams;
import io.elanus.model.Metric;
import io.elanus.model.PartitionDescription;
import io.elanus.model.StructSchema;
import io.elanus.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The values of the catalog in the meta store, written with {@link ByteWriter}; each begins with its version as a varint.
 *
 * <pre>
 * databases/NAME     version, id: long, created: long, properties: map of strings
 * collections/ID     version, id: long, database: string, name: string, schema, shardCount: varint,
 *                    consistency: varint, created: long, updated: long, partitions: list, properties: map of strings,
 *                    indexes: list, loadedAll: boolean, loadedPartitions: list of long, truncatedThrough: long
 * aliases/DB/ALIAS   version, collectionId: long; DB is the id of the database
 * schema             description: string, dynamic: boolean, version: varint, fields: list, structs: list
 * field              id: varint, name, description: string, type: varint, flags: varint (bits 0 to 5: primary key, auto id,
 *                    nullable, dynamic, partition key, clustering key), elementType: optional varint,
 *                    struct: optional string, default: optional value, params: map of strings
 * struct             id: varint, name, description: string, nullable: varint, params: map of strings
 * value              tag (0 bool, 1 int, 2 real, 3 text, 4 array), then boolean, long, double, string or list of value
 * partition          id: long, name: string, created: long
 * index              id: long, name: string, fieldId: varint, family, metric: optional string, userParams: map of strings
 * family             tag (0 FLAT, 1 HNSW with degree and buildBeam: varint, 2 AUTOINDEX, 3 IVF_FLAT and 4 IVF_SQ8 with
 *                    listCount: varint, 5 BIN_FLAT, 6 BIN_IVF_FLAT with listCount: varint,
 *                    7 SPARSE_INVERTED_INDEX, 8 SPARSE_WAND, 9 of scalar values with name: string, json, 10 NGRAM with
 *                    gramMin and gramMax: varint, json)
 * json               optional: pointer: string, cast: string, textsAsNumbers: boolean
 * </pre>
 */
final class CatalogFormat {
    static final int VERSION = 6;

    private CatalogFormat() {}

    static byte[] encode(DatabaseDescription database) {
        return new ByteWriter()
                .writeVarint(VERSION)
                .writeLong(database.id())
                .writeLong(database.createdTimestamp())
                .writeMap(database.properties(), ByteWriter::writeString, ByteWriter::writeString)
                .toBytes();
    }

    static DatabaseDescription decodeDatabase(String key, byte[] value, String name) {
        ByteReader in = new ByteReader(key, value);
        in.readVarint(VERSION);
        long id = in.readLong();
        long created = in.readLong();
        return new DatabaseDescription(id, name, created, in.readMap(ByteReader::readString, ByteReader::readString));
    }

    static byte[] encodeAlias(long collectionId) {
        return new ByteWriter().writeVarint(VERSION).writeLong(collectionId).toBytes();
    }

    static long decodeAlias(String key, byte[] value) {
        ByteReader in = new ByteReader(key, value);
        in.readVarint(VERSION);
        return in.readLong();
    }

    static byte[] encode(CollectionMeta meta) {
        ByteWriter out = new ByteWriter()
                .writeVarint(VERSION)
                .writeLong(meta.id())
                .writeString(meta.name().database())
                .writeString(meta.name().collection());
        writeSchema(out, meta.schema());
        return out.writeVarint(meta.shardCount())
                .writeVarint(meta.consistency().number())
                .writeLong(meta.createdTimestamp())
                .writeLong(meta.updatedTimestamp())
                .writeList(
                        meta.partitions(),
                        (o, partition) -> o.writeLong(partition.id())
                                .writeString(partition.name())
                                .writeLong(partition.createdTimestamp()))
                .writeMap(meta.properties(), ByteWriter::writeString, ByteWriter::writeString)
                .writeList(meta.indexes(), CatalogFormat::writeIndex)
                .writeBoolean(meta.loaded().all())
                .writeList(meta.loaded().partitionIds(), ByteWriter::writeLong)
                .writeLong(meta.truncatedThrough())
                .toBytes();
    }

    static CollectionMeta decodeCollection(String key, byte[] value) {
        ByteReader in = new ByteReader(key, value);
        in.readVarint(VERSION);
        long id = in.readLong();
        CollectionName name = new CollectionName(in.readString(), in.readString());
        return new CollectionMeta(
                id,
                name,
                readSchema(in, name.collection()),
                in.readVarint(Integer.MAX_VALUE),
                ConsistencyLevel.ofNumber(in.readVarint(Integer.MAX_VALUE)),
                in.readLong(),
                in.readLong(),
                in.readList(i -> new PartitionDescription(i.readLong(), i.readString(), i.readLong())),
                in.readMap(ByteReader::readString, ByteReader::readString),
                in.readList(CatalogFormat::readIndex),
                new Loaded(in.readBoolean(), Set.copyOf(in.readList(ByteReader::readLong))),
                in.readLong());
    }

    private static void writeSchema(ByteWriter out, CollectionSchema schema) {
        out.writeString(schema.description())
                .writeBoolean(schema.dynamicFieldEnabled())
                .writeVarint(schema.version())
                .writeList(schema.fields(), CatalogFormat::writeField)
                .writeList(schema.structs(), CatalogFormat::writeStruct);
    }

    private static CollectionSchema readSchema(ByteReader in, String name) {
        String description = in.readString();
        boolean dynamic = in.readBoolean();
        int version = in.readVarint(Integer.MAX_VALUE);
        List<FieldSchema> fields = in.readList(CatalogFormat::readField);
        List<StructSchema> structs = in.readList(CatalogFormat::readStruct);
        return new CollectionSchema(name, description, fields, structs, dynamic, version);
    }

    private static void writeField(ByteWriter out, FieldSchema field) {
        int flags = (field.primaryKey() ? 1 : 0)
                | (field.autoId() ? 2 : 0)
                | (field.nullable() ? 4 : 0)
                | (field.dynamic() ? 8 : 0)
                | (field.partitionKey() ? 16 : 0)
                | (field.clusteringKey() ? 32 : 0);
        out.writeVarint(field.id())
                .writeString(field.name())
                .writeString(field.description())
                .writeVarint(field.type().number())
                .writeVarint(flags)
                .writeOptional(field.elementType(), (o, type) -> o.writeVarint(type.number()))
                .writeOptional(field.structName(), ByteWriter::writeString)
                .writeOptional(field.defaultValue(), ValueCodec::write)
                .writeMap(field.params(), ByteWriter::writeString, ByteWriter::writeString);
    }

    private static FieldSchema readField(ByteReader in) {
        long id = in.readVarint();
        String name = in.readString();
        String description = in.readString();
        DataType type = readType(in);
        int flags = in.readVarint(63);
        Optional<DataType> elementType = in.readOptional(CatalogFormat::readType);
        Optional<String> structName = in.readOptional(ByteReader::readString);
        Optional<Value> defaultValue = in.readOptional(ValueCodec::read);
        FieldSchema.Builder builder = FieldSchema.builder(name, type)
                .id(id)
                .description(description)
                .primaryKey((flags & 1) != 0)
                .autoId((flags & 2) != 0)
                .nullable((flags & 4) != 0)
                .dynamic((flags & 8) != 0)
                .partitionKey((flags & 16) != 0)
                .clusteringKey((flags & 32) != 0)
                .params(in.readMap(ByteReader::readString, ByteReader::readString));
        elementType.ifPresent(builder::elementType);
        structName.ifPresent(builder::structName);
        defaultValue.ifPresent(builder::defaultValue);
        return builder.build();
    }

    private static DataType readType(ByteReader in) {
        return DataType.ofNumber(in.readVarint(Integer.MAX_VALUE));
    }

    private static void writeStruct(ByteWriter out, StructSchema struct) {
        out.writeVarint(struct.id())
                .writeString(struct.name())
                .writeString(struct.description())
                .writeVarint(struct.nullable() ? 1 : 0)
                .writeMap(struct.params(), ByteWriter::writeString, ByteWriter::writeString);
    }

    private static StructSchema readStruct(ByteReader in) {
        long id = in.readVarint();
        String name = in.readString();
        String description = in.readString();
        boolean nullable = in.readVarint(1) != 0;
        return new StructSchema(
                id,
                name,
                description,
                nullable,
                new TreeMap<>(in.readMap(ByteReader::readString, ByteReader::readString)));
    }

    private static void writeIndex(ByteWriter out, IndexMeta index) {
        out.writeLong(index.id()).writeString(index.name()).writeVarint(index.fieldId());
        switch (index.params()) {
            case FlatParams flat -> out.writeByte(0);
            case BinaryFlatParams _ -> out.writeByte(5);
            case BinaryIvfParams ivf -> out.writeByte(6).writeVarint(ivf.listCount());
            case SparseParams sparse ->
                out.writeByte(
                        switch (sparse.family()) {
                            case SPARSE_INVERTED_INDEX -> 7;
                            case SPARSE_WAND -> 8;
                        });
            case HnswParams hnsw -> out.writeByte(1).writeVarint(hnsw.degree()).writeVarint(hnsw.buildBeam());
            case AutoParams auto -> out.writeByte(2);
            case IvfParams ivf ->
                out.writeByte(
                                switch (ivf.codec()) {
                                    case FLAT -> 3;
                                    case SQ8 -> 4;
                                })
                        .writeVarint(ivf.listCount());
            case ValueParams values ->
                out.writeByte(9)
                        .writeString(values.family().name())
                        .writeOptional(values.json(), CatalogFormat::writeJson);
            case NgramParams ngram ->
                out.writeByte(10)
                        .writeVarint(ngram.gramMin())
                        .writeVarint(ngram.gramMax())
                        .writeOptional(ngram.json(), CatalogFormat::writeJson);
            case TokenParams _ -> throw new IllegalStateException("is not kept: index=" + index);
        }
        out.writeOptional(index.metric(), (o, metric) -> o.writeString(metric.name()))
                .writeMap(index.userParams(), ByteWriter::writeString, ByteWriter::writeString);
    }

    private static void writeJson(ByteWriter out, JsonTarget target) {
        out.writeString(target.path()).writeString(target.cast().name()).writeBoolean(target.textsAsNumbers());
    }

    private static JsonTarget readJson(ByteReader in) {
        return new JsonTarget(in.readString(), JsonCast.valueOf(in.readString()), in.readBoolean());
    }

    private static IndexMeta readIndex(ByteReader in) {
        long id = in.readLong();
        String name = in.readString();
        long fieldId = in.readVarint();
        IndexParams params = switch (in.readTag(10)) {
            case 0 -> new FlatParams();
            case 1 -> new HnswParams(in.readVarint(Integer.MAX_VALUE), in.readVarint(Integer.MAX_VALUE));
            case 2 -> new AutoParams();
            case 3 -> new IvfParams(IvfParams.Codec.FLAT, in.readVarint(Integer.MAX_VALUE));
            case 4 -> new IvfParams(IvfParams.Codec.SQ8, in.readVarint(Integer.MAX_VALUE));
            case 5 -> new BinaryFlatParams();
            case 6 -> new BinaryIvfParams(in.readVarint(Integer.MAX_VALUE));
            case 7 -> new SparseParams(SparseParams.Family.SPARSE_INVERTED_INDEX);
            case 8 -> new SparseParams(SparseParams.Family.SPARSE_WAND);
            case 9 ->
                new ValueParams(ValueParams.Family.valueOf(in.readString()), in.readOptional(CatalogFormat::readJson));
            default ->
                new NgramParams(
                        in.readVarint(Integer.MAX_VALUE),
                        in.readVarint(Integer.MAX_VALUE),
                        in.readOptional(CatalogFormat::readJson));
        };
        Optional<Metric> metric = in.readOptional(i -> Metric.valueOf(i.readString()));
        return new IndexMeta(
                id,
                name,
                fieldId,
                params,
                metric,
                new TreeMap<>(in.readMap(ByteReader::readString, ByteReader::readString)));
    }
}
