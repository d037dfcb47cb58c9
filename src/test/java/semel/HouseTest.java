package semel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.runtime.annotations.StaticInitSafe;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.config.ConfigMapping;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import semel.kit.GeneratedPage;
import semel.kit.TestSources;

/** Checks the packages, the dependencies between them, and the rules for the code in them. */
@AnalyzeClasses(packages = "semel", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    static final int MAX_LINES = 200;

    @ArchTest
    static final ArchRule ARROWS = Layer.rule();

    @ArchTest
    static final ArchRule THE_ORDER_PACKAGE_HAS_NO_FRAMEWORK = classes()
            .that()
            .resideInAPackage("semel.order")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "semel.order");

    @ArchTest
    static final ArchRule PACKAGES_ARE_ONE_LEVEL_DEEP = classes().should().resideInAnyPackage(Layer.packages());

    @ArchTest
    static final ArchRule RESOURCE_NAMES_END_WITH_RESOURCE =
            classes().that().areAnnotatedWith(jakarta.ws.rs.Path.class).should().haveSimpleNameEndingWith("Resource");

    @ArchTest
    static final ArchRule CONFIG_MAPPING_NAMES_END_WITH_CONFIG =
            classes().that().areAnnotatedWith(ConfigMapping.class).should().haveSimpleNameEndingWith("Config");

    @ArchTest
    static final ArchRule HEALTH_CHECK_NAMES_END_WITH_HEALTH_CHECK = classes()
            .that()
            .areAssignableTo(HealthCheck.class)
            .or()
            .areAssignableTo(AsyncHealthCheck.class)
            .should()
            .haveSimpleNameEndingWith("HealthCheck");

    @ArchTest
    static final ArchRule NO_CLASS_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    /** A native image reads settings with this annotation when it is built, and ignores them at its start. */
    @ArchTest
    static final ArchRule SETTINGS_ARE_READ_AT_THE_START = noClasses().should().beAnnotatedWith(StaticInitSafe.class);

    /** Digits and the case of letters must not depend on the machine's locale, because users paste the output into commands. */
    @ArchTest
    static final ArchRule OUTPUT_DOES_NOT_DEPEND_ON_THE_DEFAULT_LOCALE = noClasses()
            .should()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(PrintStream.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintStream.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.text.DecimalFormat")
            .orShould()
            .callMethod(DateTimeFormatter.class, "ofPattern", String.class);

    @ArchTest
    static final ArchRule NO_NAME_ENDS_WITH_A_GENERIC_WORD =
            noClasses().should().haveNameMatching(".*(Service|Manager|Helper|Util|Utils|Impl|Dto|Abstract)(\\$.*)?");

    /** Only the start may block, and a rebalance on its own consumer's thread: until then no record is read. */
    @ArchTest
    static void noClassBlocksASharedThread(JavaClasses application) {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("semel.kafka.TopicsAtStart")
                .and()
                .doNotHaveFullyQualifiedName("semel.kafka.GroupStart")
                .should()
                .callMethod(Uni.class, "await")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(VertxContextSupport.class)
                .check(application);
    }

    /** The later statements of a cancelled transaction are committed one by one (decision 0014). */
    @ArchTest
    static final ArchRule TRANSACTIONS_ARE_NOT_CANCELLED = noClasses()
            .that()
            .resideInAnyPackage("semel.decision", "semel.projection", "semel.audit", "semel.view", "semel.pruning")
            .should()
            .callMethod(Uni.class, "ifNoItem");

    @Test
    void noFileHasMoreThanTheMaximumOfLines() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            var tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file).size() > MAX_LINES)
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    /** Otherwise the picture of the packages would show dependencies that do not exist. */
    @ParameterizedTest
    @EnumSource
    void eachPackageUsesAllPackagesThatItMayUse(Layer layer) throws IOException {
        assertThat(layer.found()).isEqualTo(layer.allowed());
    }

    @ParameterizedTest
    @EnumSource
    void eachPackageInfoNamesInputOutputAndWhereToStart(Layer layer) throws IOException {
        assertThat(Files.readString(layer.folder().resolve("package-info.java")))
                .contains("Input: ", "Output: ", "Start with ");
    }

    @Test
    void thePictureOfThePackagesIsUpToDate() throws IOException {
        var page = Path.of("docs", "explanation", "architecture.md");
        GeneratedPage.partIsTodays(page, "<!-- packages, by HouseTest -->\n", Layer.picture(), HouseTest.class);
    }

    @Test
    void noTwoClassesHaveTheSameName() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            var byName = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                    .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
            assertThat(byName.entrySet()).hasSizeGreaterThan(500).allMatch(name -> name.getValue() == 1);
        }
    }

    @Test
    void everyLongTestIsRunByItsProfile() throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));
        var profile = pom.substring(pom.indexOf("<id>chaos</id>")).split("</profile>", 2)[0];
        var missing = TestSources.all().stream()
                .filter(file -> lines(file).contains("import semel.kit.LongRun;"))
                .filter(file -> !profile.contains("<include>**/" + file.getFileName() + "</include>"))
                .toList();
        assertThat(missing).isEmpty();
    }

    /** A fork can delete the folder (decision 0042). */
    @Test
    void nothingOutsideTheWorkshopUsesIt() throws IOException {
        var workshop = Path.of("src", "workshop", "java", "semel");
        assumeTrue(Files.exists(workshop));
        try (Stream<Path> packages = Files.list(workshop)) {
            var names = packages.map(folder -> folder.getFileName().toString()).collect(Collectors.joining("|"));
            var use = Pattern.compile("\\bsemel\\.(" + names + ")\\b");
            var users = TestSources.all().stream()
                    .filter(file -> !file.startsWith(Path.of("src", "workshop")))
                    .filter(file -> lines(file).stream().anyMatch(use.asPredicate()))
                    .toList();
            assertThat(users).isEmpty();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
