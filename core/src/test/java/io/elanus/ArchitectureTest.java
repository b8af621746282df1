package io.elanus;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the arrows between our packages: a package uses what its line in {@link #ARROWS} names, and nothing else of ours. */
class ArchitectureTest {
    private static final String ROOT = "io.elanus";

    /** From a package below {@code io.elanus} to those that it may use; the empty name is the embedded API. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("simd", Set.of()),
            Map.entry("model", Set.of()),
            Map.entry("text", Set.of("model")),
            Map.entry("expr", Set.of("model", "simd", "text")),
            Map.entry("durable", Set.of("model")),
            Map.entry("index", Set.of("model", "durable", "expr", "simd")),
            Map.entry("segment", Set.of("model", "durable", "expr", "simd", "index")),
            Map.entry("engine", Set.of("model", "durable", "expr", "simd", "index", "segment")),
            Map.entry("query", Set.of("model", "durable", "expr", "simd", "index", "segment", "engine")),
            Map.entry(
                    "database",
                    Set.of("model", "durable", "expr", "simd", "index", "segment", "engine", "query", "text")),
            Map.entry(
                    "", Set.of("model", "durable", "expr", "simd", "index", "segment", "engine", "query", "database")));

    private final JavaClasses ours = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void everyPackageHasALine() {
        Set<String> packages = ours.stream().map(ArchitectureTest::packageOf).collect(toSet());
        assertThat(packages).isNotEmpty().isSubsetOf(ARROWS.keySet());
    }

    @Test
    void arrowsPointDown() {
        Stream<String> wrong = ours.stream()
                .flatMap(from -> from.getDirectDependenciesFromSelf().stream())
                .filter(ArchitectureTest::pointsUp)
                .map(Dependency::getDescription);
        assertThat(wrong).isEmpty();
    }

    @Test
    void onlySimdKnowsTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.elanus.simd..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .allowEmptyShould(true)
                .check(ours);
    }

    private static boolean pointsUp(Dependency dependency) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (!target.getPackageName().equals(ROOT) && !target.getPackageName().startsWith(ROOT + ".")) {
            return false;
        }
        String from = packageOf(dependency.getOriginClass());
        String to = packageOf(target);
        return !from.equals(to) && !ARROWS.getOrDefault(from, Set.of()).contains(to);
    }

    /** The first name below {@code io.elanus}: a package below one of the house's packages belongs to it. */
    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).split("\\.", 2)[0];
    }
}
