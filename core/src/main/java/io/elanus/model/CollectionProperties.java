package io.elanus.model;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** The properties of a collection that mean something to the database; it keeps others as they come. */
public final class CollectionProperties {
    /** Seconds that a row lives from when it was written. */
    public static final String TTL_SECONDS = "collection.ttl.seconds";

    /** The field of TIMESTAMPTZ that says when a row expires. */
    public static final String TTL_FIELD = "ttl_field";

    /** The zone of times without an offset, by its IANA name; databases have it too. */
    public static final String TIMEZONE = "timezone";

    public static final String TIMEZONE_DEFAULT = "UTC";

    private CollectionProperties() {}

    /** The zone that the properties name; UTC if none, or none that is known. */
    public static ZoneId zone(Map<String, String> properties) {
        return Optional.ofNullable(properties.get(TIMEZONE))
                .flatMap(IsoTimes::findZone)
                .orElse(ZoneOffset.UTC);
    }
}
