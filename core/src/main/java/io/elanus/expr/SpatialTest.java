package io.elanus.expr;

import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;

/** What is asked of the geometry in a row. */
sealed interface SpatialTest {
    /** It is well-formed: its rings are closed and do not cross themselves, and the like. */
    record IsValid() implements SpatialTest {}

    /** How it lies to a constant: {@code st_within(field, constant)} is that the field is within the constant. */
    record Related(Relation relation, Constant constant) implements SpatialTest {}

    /** It is no farther from a point than so many metres, both of which are degrees of longitude and latitude. */
    record Near(Constant point, double metres) implements SpatialTest {}

    enum Relation {
        EQUALS,
        TOUCHES,
        OVERLAPS,
        CROSSES,
        CONTAINS,
        INTERSECTS,
        WITHIN
    }

    /**
     * A geometry as it was written, by which it is compared with others.
     *
     * @param geometry never changed
     */
    record Constant(String text, Geometry geometry) {
        Point point() {
            return (Point) geometry;
        }

        @Override
        public boolean equals(@Nullable Object object) {
            return object instanceof Constant other && text.equals(other.text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
