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

    /** Whether rows of a collection with auto ids may bring their keys. */
    public static final String ALLOW_INSERT_AUTO_ID = "allow_insert_auto_id";

    /** Set later, it gives a collection a dynamic field; it is not kept as a property. */
    public static final String DYNAMIC_FIELD_ENABLED = "dynamicfield.enabled";

    public static final String TIMEZONE_DEFAULT = "UTC";

    private CollectionProperties() {}

    public static boolean allowsInsertedAutoIds(Map<String, String> properties) {
        return Boolean.parseBoolean(properties.get(ALLOW_INSERT_AUTO_ID));
    }

    /** The zone that the properties name; UTC if none, or none that is known. */
    public static ZoneId zone(Map<String, String> properties) {
        return Optional.ofNullable(properties.get(TIMEZONE))
                .flatMap(IsoTimes::findZone)
                .orElse(ZoneOffset.UTC);
    }
}
