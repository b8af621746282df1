package io.elanus.expr;

import io.elanus.expr.SpatialTest.Relation;
import io.elanus.model.Column.BytesColumn;
import io.elanus.model.GeometryForm;
import io.elanus.model.RowSet;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.operation.relateng.RelateNG;
import org.locationtech.jts.operation.relateng.RelatePredicate;
import org.locationtech.jts.operation.relateng.TopologyPredicate;

/** Tests one column of geometries, on the candidates one by one. */
final class SpatialScan {
    /** Of a sphere with about the volume of the earth. */
    private static final double EARTH_RADIUS_METRES = 6_371_000;

    private static final double METRES_PER_DEGREE = 111_320;

    private SpatialScan() {}

    static Truth test(BytesColumn column, SpatialTest test, RowSet candidates) {
        RowTest rowTest = rowTest(test);
        RowSet holds = RowSet.none(candidates.rowCount());
        for (int row = candidates.next(0); row >= 0; row = candidates.next(row + 1)) {
            if (!column.isNull(row) && rowTest.holds(GeometryForm.geometry(column.get(row)))) {
                holds.add(row);
            }
        }
        return Truth.of(holds, column.nulls(), candidates);
    }

    private interface RowTest {
        boolean holds(Geometry geometry);
    }

    private static RowTest rowTest(SpatialTest test) {
        return switch (test) {
            case SpatialTest.IsValid _ -> Geometry::isValid;
            case SpatialTest.Near(SpatialTest.Constant point, double metres) ->
                geometry -> distance(geometry, point.point()) <= metres;
            case SpatialTest.Related(Relation relation, SpatialTest.Constant constant) -> {
                // Prepared: what is computed of the constant is kept from row to row.
                RelateNG prepared = RelateNG.prepare(constant.geometry());
                yield geometry -> prepared.evaluate(geometry, fromConstant(relation));
            }
        };
    }

    /** How the constant must lie to the geometry of a row: the relation seen from the other side. */
    private static TopologyPredicate fromConstant(Relation relation) {
        return switch (relation) {
            case EQUALS -> RelatePredicate.equalsTopo();
            case TOUCHES -> RelatePredicate.touches();
            case OVERLAPS -> RelatePredicate.overlaps();
            case CROSSES -> RelatePredicate.crosses();
            case CONTAINS -> RelatePredicate.within();
            case INTERSECTS -> RelatePredicate.intersects();
            case WITHIN -> RelatePredicate.contains();
        };
    }

    /**
     * Metres between a geometry and a point, as Milvus has them: between points by the haversine formula, else the distance
     * in degrees times the mean metres of a degree at the latitude of the point. NaN, which is never near, if either is empty.
     */
    private static double distance(Geometry geometry, Point point) {
        if (geometry.isEmpty() || point.isEmpty()) {
            return Double.NaN;
        }
        if (geometry instanceof Point other) {
            return haversine(other, point);
        }
        double cosine = Math.cos(Math.toRadians(point.getY()));
        return geometry.distance(point) * METRES_PER_DEGREE * Math.sqrt((1 + cosine * cosine) / 2);
    }

    private static double haversine(Point a, Point b) {
        double latitudes = Math.sin(Math.toRadians(b.getY() - a.getY()) / 2);
        double longitudes = Math.sin(Math.toRadians(b.getX() - a.getX()) / 2);
        double chord = latitudes * latitudes
                + Math.cos(Math.toRadians(a.getY())) * Math.cos(Math.toRadians(b.getY())) * longitudes * longitudes;
        return 2 * EARTH_RADIUS_METRES * Math.atan2(Math.sqrt(chord), Math.sqrt(1 - chord));
    }
}
