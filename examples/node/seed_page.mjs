// The compaction page of Milvus's manual through the Node SDK.
//
//     ./elanus serve &
//     cd examples/node && npm install && node seed_page.mjs [127.0.0.1:19530]

import { DataType, ErrorCode, MilvusClient } from '@zilliz/milvus2-sdk-node';

const COMPLETED = 'Completed';
const address = process.argv[2] ?? '127.0.0.1:19530';
const collection_name = 'films_node';

/** The SDK throws only what the network does; what the server refuses comes as a status. */
function done(answer) {
  const status = answer.status ?? answer;
  if (status.error_code !== ErrorCode.SUCCESS) {
    throw new Error(`${status.error_code} ${status.code}: ${status.reason}`);
  }
  return answer;
}

/** Films `first` to `first + 999`, each somewhere in the unit square. */
function thousand(first) {
  return Array.from({ length: 1000 }, (_, i) => ({ film_id: first + i, films: [Math.random(), Math.random()] }));
}

async function counted(client) {
  const films = done(await client.count({ collection_name })).data;
  const { infos } = done(await client.getPersistentSegmentInfo({ collectionName: collection_name }));
  const rows = infos.reduce((sum, segment) => sum + Number(segment.num_rows), 0);
  return `${films} films, ${rows} rows, ${infos.length} segments`;
}

async function completed(client, compactionID) {
  for (let attempt = 0; attempt < 600; attempt++) {
    const state = done(await client.getCompactionState({ compactionID }));
    if (state.state === COMPLETED) {
      return state;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`compaction still runs after a minute: ${compactionID}`);
}

const client = new MilvusClient({ address });
await client.connectPromise;
console.log('server', done(await client.getVersion()).version);

done(await client.dropCollection({ collection_name }));
done(
  await client.createCollection({
    collection_name,
    consistency_level: 'Strong',
    fields: [
      { name: 'film_id', data_type: DataType.Int64, is_primary_key: true },
      { name: 'films', data_type: DataType.FloatVector, dim: 2 },
    ],
    index_params: [{ field_name: 'films', index_type: 'AUTOINDEX', metric_type: 'L2' }],
  }),
);
done(await client.loadCollectionSync({ collection_name }));

for (let flush = 0; flush < 5; flush++) {
  done(await client.insert({ collection_name, data: thousand(flush * 1000) }));
  done(await client.flushSync({ collection_names: [collection_name] }));
}
done(await client.delete({ collection_name, filter: 'film_id % 10 == 0' }));
console.log('before:', await counted(client));

const { compactionID } = done(await client.compact({ collection_name }));
const state = await completed(client, compactionID);
console.log(`compaction ${compactionID}: ${state.state}, plans completed ${state.completedPlanNo}`);
const { mergeInfos } = done(await client.getCompactionStateWithPlans({ compactionID }));
mergeInfos.forEach(({ sources, target }) => console.log(`  ${sources.join(', ')} -> ${target}`));

console.log('after:', await counted(client));
const { results } = done(
  await client.search({ collection_name, data: [0.5, 0.5], limit: 3, output_fields: ['film_id'] }),
);
results.forEach(({ film_id, score }) => console.log(`near (0.5, 0.5): film ${film_id}, distance ${score}`));

done(await client.dropCollection({ collection_name }));
await client.closeConnection();
