package io.elanus.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.model.DatabaseException;
import io.elanus.model.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpatialFilterTest {
    /** A square, a point in it, a point on its edge, a line through it, a square half over it, one beside it, null. */
    private static final List<Map<String, Object>> ROWS = List.of(
            place("POLYGON((0 0, 10 0, 10 10, 0 10, 0 0))"),
            place("POINT(5 5)"),
            place("POINT(10 5)"),
            place("LINESTRING(-5 5, 15 5)"),
            place("POLYGON((5 5, 15 5, 15 15, 5 15, 5 5))"),
            place("POLYGON((10 0, 20 0, 20 10, 10 10, 10 0))"),
            Map.of(),
            place("GEOMETRYCOLLECTION(POINT(5 5), LINESTRING(1 1, 2 2))"),
            place("POINT EMPTY"));

    private static Map<String, Object> place(String text) {
        return Map.of("place", text);
    }

    private static List<Integer> matching(String text) {
        return FilterFixture.match(text, ROWS);
    }

    @ParameterizedTest
    @CsvSource({
        "st_equals, 0",
        "st_touches, 2 5",
        "st_overlaps, 4",
        "st_crosses, 3",
        "st_contains, 0",
        "st_intersects, 0 1 2 3 4 5 7",
        "st_within, 0 1 7",
        "ST_WITHIN, 0 1 7",
    })
    void comparesTheFieldWithTheSquare(String function, String expected) {
        List<Integer> rows =
                Arrays.stream(expected.split(" ")).map(Integer::valueOf).toList();

        assertThat(matching(function + "(place, 'POLYGON((0 0, 0 10, 10 10, 10 0, 0 0))')"))
                .isEqualTo(rows);
    }

    @Test
    void theFieldIsTheFirstOfTheTwo() {
        assertThat(matching("st_contains(place, 'POINT(5 5)')")).containsExactly(0, 1, 3, 7);
        assertThat(matching("st_within(place, 'POINT(5 5)')")).containsExactly(1);
    }

    @Test
    void nullIsUnknown() {
        assertThat(matching("not st_intersects(place, 'POINT(5 5)')")).containsExactly(2, 5, 8);
        assertThat(matching("st_isvalid(place)")).containsExactly(0, 1, 2, 3, 4, 5, 7, 8);
        assertThat(matching("not ST_ISVALID(place)")).isEmpty();
    }

    @Test
    void knowsWhatIsNotValid() {
        List<Map<String, Object>> rows = List.of(place("POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))"), place("POINT(0 0)"));

        assertThat(FilterFixture.match("st_isvalid(place)", rows)).containsExactly(1);
    }

    /** A degree of latitude is 111,194.93 m on the sphere; other shapes count 111,320 m, less away from the equator. */
    @ParameterizedTest
    @CsvSource({
        "POINT(0 1), POINT(0 0), 111194.9, false",
        "POINT(0 1), POINT(0 0), 111195, true",
        "POINT(179.5 0), POINT(-179.5 0), 111195, true",
        "POINT(1 60), POINT(0 60), 55590, false",
        "POINT(1 60), POINT(0 60), 55600, true",
        "'LINESTRING(0 1, 1 1)', POINT(0 0), 111319, false",
        "'LINESTRING(0 1, 1 1)', POINT(0 0), 111320, true",
        "'LINESTRING(0 61, 1 61)', POINT(0 60), 88006, false",
        "'LINESTRING(0 61, 1 61)', POINT(0 60), 88007, true",
        "POINT(0 1), POINT(0 1), 0, true",
        "POINT EMPTY, POINT(0 1), 1e9, false",
    })
    void distancesAreMetres(String place, String point, String metres, boolean near) {
        String text = "st_dwithin(place, '" + point + "', " + metres + ")";

        assertThat(FilterFixture.match(text, List.of(place(place)))).hasSize(near ? 1 : 0);
    }

    @Test
    void takesTheGeometryFromATemplate() {
        Map<String, Value> templates = Map.of("here", new Value.Text("POINT(5 5)"));

        assertThat(FilterFixture.match("st_equals(place, {here})", templates, ROWS))
                .containsExactly(1);
        assertThat(FilterFixture.match("st_dwithin(place, {here}, 1)", templates, ROWS))
                .contains(0, 1, 3, 4);
    }

    @Test
    void refusesTextsThatAreTooDeep() {
        String text = "GEOMETRYCOLLECTION(".repeat(10_000) + "POINT(1 1)" + ")".repeat(10_000);

        Assertions.assertThatThrownBy(() -> FilterFixture.parse("st_equals(place, '" + text + "')"))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("nested too deeply");
    }
}
