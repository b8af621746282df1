package io.elanus.server.grpc;

import io.elanus.database.Database;
import io.elanus.model.CollectionName;
import io.elanus.model.PartitionDescription;
import io.elanus.model.Timestamps;
import io.elanus.wire.BoolResponse;
import io.elanus.wire.CreatePartitionRequest;
import io.elanus.wire.DropPartitionRequest;
import io.elanus.wire.GetPartitionStatisticsRequest;
import io.elanus.wire.GetPartitionStatisticsResponse;
import io.elanus.wire.HasPartitionRequest;
import io.elanus.wire.ShowPartitionsRequest;
import io.elanus.wire.ShowPartitionsResponse;
import io.elanus.wire.ShowType;
import io.elanus.wire.Status;
import java.util.List;

/** Parts of a collection that its user named. */
final class PartitionHandler {
    private final Database database;

    PartitionHandler(Database database) {
        this.database = database;
    }

    Status create(CreatePartitionRequest request) {
        database.createPartition(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()), request.getPartitionName());
        return Statuses.OK;
    }

    Status drop(DropPartitionRequest request) {
        database.dropPartition(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()), request.getPartitionName());
        return Statuses.OK;
    }

    BoolResponse has(HasPartitionRequest request) {
        CollectionName name = CallDatabase.collection(request.getDbName(), request.getCollectionName());
        return BoolResponse.newBuilder()
                .setStatus(Statuses.OK)
                .setValue(database.hasPartition(name, request.getPartitionName()))
                .build();
    }

    @SuppressWarnings("deprecation") // the types of listing, and the percentages of the second one
    ShowPartitionsResponse list(ShowPartitionsRequest request) {
        CollectionName name = name(request);
        boolean withLoad = request.getType() == ShowType.InMemory;
        ShowPartitionsResponse.Builder reply =
                ShowPartitionsResponse.newBuilder().setStatus(Statuses.OK);
        for (PartitionDescription each : partitions(name, request.getPartitionNamesList())) {
            reply.addPartitionNames(each.name())
                    .addPartitionIDs(each.id())
                    .addCreatedTimestamps(each.createdTimestamp())
                    .addCreatedUtcTimestamps(Timestamps.millis(each.createdTimestamp()));
            if (withLoad) {
                reply.addInMemoryPercentages(LoadHandler.percentage(database.loadState(name, List.of(each.name()))));
            }
        }
        return reply.build();
    }

    private CollectionName name(ShowPartitionsRequest request) {
        return request.getCollectionName().isEmpty() && request.getCollectionID() != 0
                ? database.describeCollection(request.getCollectionID()).name()
                : CallDatabase.collection(request.getDbName(), request.getCollectionName());
    }

    /** @param names empty: all */
    private List<PartitionDescription> partitions(CollectionName name, List<String> names) {
        return database.partitions(name).stream()
                .filter(each -> names.isEmpty() || names.contains(each.name()))
                .toList();
    }

    GetPartitionStatisticsResponse statistics(GetPartitionStatisticsRequest request) {
        long rows = database.partitionRowCount(
                CallDatabase.collection(request.getDbName(), request.getCollectionName()), request.getPartitionName());
        return GetPartitionStatisticsResponse.newBuilder()
                .setStatus(Statuses.OK)
                .addStats(KeyValues.pair(CollectionHandler.ROW_COUNT, Long.toString(rows)))
                .build();
    }
}
