package io.elanus.model;

import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKBWriter;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.io.WKTWriter;

/**
 * Geometries: well-known text to people, well-known binary (little-endian, two dimensions) in columns. Source: OGC 06-103r4,
 * sections 7 and 8.
 */
public final class GeometryForm {
    private GeometryForm() {}

    /** @throws IllegalArgumentException if it is no well-known text; the message says why */
    public static Geometry parse(String text) {
        try {
            return new WKTReader().read(text);
        } catch (ParseException | IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException if it is no well-known text */
    public static byte[] ofText(String text) {
        return new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN).write(parse(text));
    }

    /** @throws IllegalStateException if the bytes are no geometry */
    public static Geometry geometry(byte[] bytes) {
        try {
            return new WKBReader().read(bytes);
        } catch (ParseException | IllegalArgumentException e) {
            throw new IllegalStateException("bytes are no geometry: byteSize=" + bytes.length, e);
        }
    }

    public static String text(byte[] bytes) {
        return new WKTWriter().write(geometry(bytes));
    }
}
