package io.elanus.bench.filter;

import java.io.IOException;
import java.util.Collection;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.DocIdStream;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.FixedBitSet;

/** Collects matching rows into a set, which is what a vector search needs of a filter. */
final class RowCollectorManager implements CollectorManager<RowCollectorManager.Collector, Long> {
    static final class Collector implements org.apache.lucene.search.Collector {
        private long count;

        @Override
        public LeafCollector getLeafCollector(LeafReaderContext context) {
            FixedBitSet rows = new FixedBitSet(context.reader().maxDoc());
            return new LeafCollector() {
                @Override
                public void setScorer(Scorable scorer) {}

                @Override
                public void collect(int row) {
                    rows.set(row);
                }

                @Override
                public void collect(DocIdStream stream) throws IOException {
                    stream.forEach(rows::set);
                }

                @Override
                public void finish() {
                    count += rows.cardinality();
                }
            };
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }
    }

    @Override
    public Collector newCollector() {
        return new Collector();
    }

    @Override
    public Long reduce(Collection<Collector> collectors) {
        return collectors.stream().mapToLong(collector -> collector.count).sum();
    }
}
