package io.elanus.testkit;

import static io.elanus.testkit.FormUnderTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.elanus.Collection;
import io.elanus.model.CollectionName;
import io.elanus.model.ErrorCode;
import org.junit.jupiter.api.Test;

/** Second names of collections. */
interface AliasContract extends FormUnderTest {
    @Test
    default void anAliasStandsForItsCollection() {
        Collection films = Films.create(elanus());
        films.createAlias("latest");

        Collection latest = elanus().collection("latest");
        latest.insert(Films.batch(0, 10));

        assertThat(films.count()).isEqualTo(10);
        assertThat(latest.search(Films.plot(3), 1).get(0).id()).isEqualTo(3);
        assertThat(films.aliases()).containsExactly("latest");
        assertThat(films.describe().aliases()).containsExactly("latest");
        CollectionName name = films.describe().name();
        assertThat(database().describeAlias(name.database(), "latest")).isEqualTo(name);
    }

    @Test
    default void anAliasMoves() {
        Collection films = Films.create(elanus());
        Collection series = elanus().createCollection("series", Films.schema());
        films.createAlias("latest");

        series.alterAlias("latest");

        assertThat(elanus().collection("latest").describe().id())
                .isEqualTo(series.describe().id());
        assertThat(films.aliases()).isEmpty();
    }

    @Test
    default void aCollectionWithAliasesStays() {
        Collection films = Films.create(elanus());
        films.createAlias("latest");
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "unable to drop the collection [films] because it has associated aliases [latest]",
                films::drop);
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "cannot drop the collection via alias = latest",
                () -> elanus().dropCollection("latest"));

        elanus().dropAlias("latest");
        elanus().dropAlias("latest");
        films.drop();

        assertThat(elanus().aliases()).isEmpty();
        assertThat(elanus().collections()).isEmpty();
    }

    @Test
    default void namesMeanOneThing() {
        Collection films = elanus().createCollection("films", Films.schema());
        Collection series = elanus().createCollection("series", Films.schema());
        films.createAlias("latest");
        assertRefused(
                ErrorCode.ALIAS_EXISTS,
                "latest is alias to another collection: films: alias already exist",
                () -> series.createAlias("latest"));
        assertRefused(
                ErrorCode.ALIAS_NAME_CONFLICT, "alias and collection name conflict", () -> films.createAlias("series"));
        assertRefused(
                ErrorCode.ALIAS_NAME_CONFLICT,
                "alias and collection name conflict",
                () -> elanus().createCollection("latest", Films.schema()));
        assertRefused(ErrorCode.ALIAS_NOT_FOUND, "alias not found", () -> films.alterAlias("unheard"));
    }
}
