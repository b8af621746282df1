package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.CollectionDescription;
import io.elanus.model.CollectionName;
import io.elanus.model.ConsistencyLevel;
import io.elanus.model.CreateCollectionRequest;
import io.elanus.model.DatabaseException;
import io.elanus.model.ErrorCode;
import io.elanus.model.LoadState;
import io.elanus.model.Timestamps;
import io.elanus.wire.AddCollectionFieldRequest;
import io.elanus.wire.AlterCollectionFieldRequest;
import io.elanus.wire.AlterCollectionRequest;
import io.elanus.wire.BatchDescribeCollectionRequest;
import io.elanus.wire.BatchDescribeCollectionResponse;
import io.elanus.wire.BoolResponse;
import io.elanus.wire.DescribeCollectionRequest;
import io.elanus.wire.DescribeCollectionResponse;
import io.elanus.wire.DropCollectionRequest;
import io.elanus.wire.GetCollectionStatisticsRequest;
import io.elanus.wire.GetCollectionStatisticsResponse;
import io.elanus.wire.HasCollectionRequest;
import io.elanus.wire.RenameCollectionRequest;
import io.elanus.wire.ShowCollectionsRequest;
import io.elanus.wire.ShowCollectionsResponse;
import io.elanus.wire.ShowType;
import io.elanus.wire.Status;
import io.elanus.wire.TruncateCollectionRequest;
import io.elanus.wire.TruncateCollectionResponse;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** Collections: what they are, not what is in them. */
final class CollectionHandler {
    static final String ROW_COUNT = "row_count";

    private final Database database;

    CollectionHandler(Database database) {
        this.database = database;
    }

    Status create(io.elanus.wire.CreateCollectionRequest request) {
        CollectionName name = CallDatabase.collection(request.getDbName(), request.getCollectionName());
        database.createCollection(new CreateCollectionRequest(
                name,
                Schemas.decode(name.collection(), request.getSchema()),
                request.getShardsNum() == 0 ? CreateCollectionRequest.SHARD_COUNT_DEFAULT : request.getShardsNum(),
                ConsistencyLevel.ofNumber(request.getConsistencyLevelValue()),
                partitionCount(request.getNumPartitions()),
                KeyValues.of(request.getPropertiesList()).values()));
        return Statuses.OK;
    }

    private static OptionalInt partitionCount(long count) {
        // A count beyond an int is refused further down like any other that is too large.
        return count == 0
                ? OptionalInt.empty()
                : OptionalInt.of(Math.clamp(count, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    Status drop(DropCollectionRequest request) {
        database.dropCollection(CallDatabase.collection(request.getDbName(), request.getCollectionName()));
        return Statuses.OK;
    }

    BoolResponse has(HasCollectionRequest request) {
        CollectionName name = CallDatabase.collection(request.getDbName(), request.getCollectionName());
        return BoolResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setValue(database.hasCollection(name))
                .build();
    }

    DescribeCollectionResponse describe(DescribeCollectionRequest request) {
        return request.getCollectionName().isEmpty() && request.getCollectionID() != 0
                ? describe(request.getDbName(), request.getCollectionID())
                : describe(request.getDbName(), request.getCollectionName());
    }

    /** Each reply says for itself how it went. */
    BatchDescribeCollectionResponse describeAll(BatchDescribeCollectionRequest request) {
        BatchDescribeCollectionResponse.Builder reply =
                BatchDescribeCollectionResponse.newBuilder().setStatus(Statuses.OK);
        for (String name : request.getCollectionNameList()) {
            reply.addResponses(described(() -> describe(request.getDbName(), name)));
        }
        for (long id : request.getCollectionIDList()) {
            reply.addResponses(described(() -> describe(request.getDbName(), id)));
        }
        return reply.build();
    }

    private static DescribeCollectionResponse described(Supplier<DescribeCollectionResponse> description) {
        try {
            return description.get();
        } catch (DatabaseException e) {
            return DescribeCollectionResponse.newBuilder()
                    .setStatus(Statuses.of(e))
                    .build();
        }
    }

    /** The reply carries the name that was asked for, be it an alias. */
    private DescribeCollectionResponse describe(String requestedDatabase, String collection) {
        CollectionName name = CallDatabase.collection(requestedDatabase, collection);
        return orCannotFind(name, () -> encode(database.describeCollection(name), collection));
    }

    private DescribeCollectionResponse describe(String requestedDatabase, long id) {
        CollectionName name = CallDatabase.collection(requestedDatabase, Long.toString(id));
        return orCannotFind(name, () -> {
            CollectionDescription found = database.describeCollection(id);
            return encode(found, found.name().collection());
        });
    }

    private static DescribeCollectionResponse orCannotFind(
            CollectionName name, Supplier<DescribeCollectionResponse> description) {
        try {
            return description.get();
        } catch (DatabaseException e) {
            if (e.code() != ErrorCode.COLLECTION_NOT_FOUND) {
                throw e;
            }
            return DescribeCollectionResponse.newBuilder()
                    .setStatus(Statuses.cannotFind(name))
                    .build();
        }
    }

    private DescribeCollectionResponse encode(CollectionDescription found, String shownName) {
        List<String> channels = Node.channels(found);
        return DescribeCollectionResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setSchema(Schemas.encode(found.schema(), found.name().database(), found.zone()))
                .setCollectionID(found.id())
                .addAllVirtualChannelNames(channels)
                .addAllPhysicalChannelNames(channels)
                .setCreatedTimestamp(found.createdTimestamp())
                .setCreatedUtcTimestamp(Timestamps.millis(found.createdTimestamp()))
                .setShardsNum(found.shardCount())
                .addAllAliases(found.aliases())
                .setConsistencyLevelValue(found.consistency().number())
                .setCollectionName(shownName)
                .addAllProperties(KeyValues.pairs(found.properties()))
                .setDbName(found.name().database())
                .setNumPartitions(found.partitions().size())
                .setDbId(database.describeDatabase(found.name().database()).id())
                .setRequestTime(database.allocateTimestamp())
                .setUpdateTimestamp(found.updatedTimestamp())
                .setUpdateTimestampStr(Long.toUnsignedString(found.updatedTimestamp()))
                .build();
    }

    @SuppressWarnings("deprecation") // the types of listing, and the percentages of the second one
    ShowCollectionsResponse list(ShowCollectionsRequest request) {
        boolean loadedOnly = request.getType() == ShowType.InMemory;
        List<CollectionDescription> found =
                loadedOnly ? loaded(request) : database.collections(CallDatabase.orRequested(request.getDbName()));
        ShowCollectionsResponse.Builder reply =
                ShowCollectionsResponse.newBuilder().setStatus(Statuses.OK);
        for (CollectionDescription each : found) {
            reply.addCollectionNames(each.name().collection())
                    .addCollectionIds(each.id())
                    .addCreatedTimestamps(each.createdTimestamp())
                    .addCreatedUtcTimestamps(Timestamps.millis(each.createdTimestamp()))
                    .addShardsNum(each.shardCount());
            if (loadedOnly) {
                LoadState state = database.loadState(each.name(), List.of());
                reply.addInMemoryPercentages(LoadHandler.percentage(state))
                        .addQueryServiceAvailable(state == LoadState.LOADED);
            }
        }
        return reply.build();
    }

    /** All that are loaded, or those named, of which every one has to be. */
    @SuppressWarnings("deprecation") // the names
    private List<CollectionDescription> loaded(ShowCollectionsRequest request) {
        String name = CallDatabase.orRequested(request.getDbName());
        if (request.getCollectionNamesCount() == 0) {
            return database.collections(name).stream()
                    .filter(each -> isLoaded(each.name()))
                    .toList();
        }
        List<CollectionDescription> named = request.getCollectionNamesList().stream()
                .map(collection -> database.describeCollection(new CollectionName(name, collection)))
                .toList();
        named.stream().filter(each -> !isLoaded(each.name())).findFirst().ifPresent(each -> {
            throw Refusals.collectionNotLoaded(each.name());
        });
        return named;
    }

    private boolean isLoaded(CollectionName name) {
        LoadState state = database.loadState(name, List.of());
        return state == LoadState.LOADED || state == LoadState.LOADING;
    }

    GetCollectionStatisticsResponse statistics(GetCollectionStatisticsRequest request) {
        long rows = database.rowCount(CallDatabase.collection(request.getDbName(), request.getCollectionName()));
        return GetCollectionStatisticsResponse.newBuilder()
                .setStatus(Statuses.OK)
                .addStats(KeyValues.pair(ROW_COUNT, Long.toString(rows)))
                .build();
    }

    Status alter(AlterCollectionRequest request) {
        Refusals.requireOneChange(request.getPropertiesCount() > 0, request.getDeleteKeysCount() > 0);
        database.alterCollection(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()),
                KeyValues.of(request.getPropertiesList()).values(),
                Set.copyOf(request.getDeleteKeysList()));
        return Statuses.OK;
    }

    Status addField(AddCollectionFieldRequest request) {
        database.addField(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()),
                Schemas.decodeField(request.getSchema()));
        return Statuses.OK;
    }

    Status alterField(AlterCollectionFieldRequest request) {
        Refusals.requireOneChange(request.getPropertiesCount() > 0, request.getDeleteKeysCount() > 0);
        database.alterField(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()),
                request.getFieldName(),
                KeyValues.of(request.getPropertiesList()).values(),
                Set.copyOf(request.getDeleteKeysList()));
        return Statuses.OK;
    }

    TruncateCollectionResponse truncate(TruncateCollectionRequest request) {
        database.truncateCollection(CallDatabase.collection(request.getDbName(), request.getCollectionName()));
        return TruncateCollectionResponse.newBuilder().setStatus(Statuses.OK).build();
    }

    Status rename(RenameCollectionRequest request) {
        CollectionName from = CallDatabase.collection(request.getDbName(), request.getOldName());
        String database = request.getNewDBName().isEmpty() ? from.database() : request.getNewDBName();
        this.database.renameCollection(from, new CollectionName(database, request.getNewName()));
        return Statuses.OK;
    }
}
