package io.elanus.expr;

import io.elanus.model.CollectionSchema;
import io.elanus.model.DatabaseException;
import io.elanus.model.Value;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The filters that were asked for last, so that a text that comes again need not be parsed again. Only short texts without
 * templates are kept: those with templates say something else each time. Thread-safe.
 */
public final class FilterCache {
    static final int FILTERS_MAX = 1_024;

    /** A longer text is hardly sent twice, and would crowd out many others. */
    static final int TEXT_LENGTH_MAX = 4_096;

    private final LongSupplier seeds;
    private final Map<Key, Filter> filters = new LastUsed();

    /** @param seeds one a request that asks for a random share; called by any thread */
    public FilterCache(LongSupplier seeds) {
        this.seeds = seeds;
    }

    /**
     * As {@link Filter#parse}; of a filter that is a sample, each one chooses other rows.
     *
     * @param schema asked for by identity: a changed schema is another object
     * @throws DatabaseException INVALID_PARAMETER if the text is not a filter for the schema
     */
    public Filter parse(String text, CollectionSchema schema, Map<String, Value> templates, ZoneId zone) {
        Filter filter = templates.isEmpty() && text.length() <= TEXT_LENGTH_MAX
                ? kept(new Key(text, schema, zone))
                : Filter.parse(text, schema, templates, zone);
        return filter.isSample() ? filter.withSeed(seeds.getAsLong()) : filter;
    }

    private Filter kept(Key key) {
        synchronized (filters) {
            Filter filter = filters.get(key);
            if (filter != null) {
                return filter;
            }
        }
        // Two that ask at the same time may both parse, which is better than that one of them waits for a slow text.
        Filter filter = Filter.parse(key.text, key.schema, Map.of(), key.zone);
        synchronized (filters) {
            filters.put(key, filter);
        }
        return filter;
    }

    private record Key(String text, CollectionSchema schema, ZoneId zone) {
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object object) {
            return object instanceof Key other
                    && schema == other.schema
                    && text.equals(other.text)
                    && zone.equals(other.zone);
        }

        @Override
        public int hashCode() {
            return 31 * text.hashCode() + System.identityHashCode(schema);
        }
    }

    /** Forgets what has not been asked for the longest. */
    private static final class LastUsed extends LinkedHashMap<Key, Filter> {
        private static final long serialVersionUID = 1L;

        LastUsed() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Filter> eldest) {
            return size() > FILTERS_MAX;
        }
    }
}
