package semel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.runtime.annotations.StaticInitSafe;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms, the arrows between them, and the manners in them. */
@AnalyzeClasses(packages = "semel", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    static final int MAX_LINES = 200;

    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("order")
            .definedBy("semel.order")
            .layer("codec")
            .definedBy("semel.codec")
            .layer("kafka")
            .definedBy("semel.kafka")
            .layer("sql")
            .definedBy("semel.sql")
            .layer("access")
            .definedBy("semel.access")
            .layer("http")
            .definedBy("semel.http")
            .layer("problem")
            .definedBy("semel.problem")
            .layer("intake")
            .definedBy("semel.intake")
            .layer("decision")
            .definedBy("semel.decision")
            .layer("projection")
            .definedBy("semel.projection")
            .layer("view")
            .definedBy("semel.view")
            .layer("audit")
            .definedBy("semel.audit")
            .layer("proof")
            .definedBy("semel.proof")
            .layer("command")
            .definedBy("semel.command")
            .layer("restore")
            .definedBy("semel.restore")
            .layer("pruning")
            .definedBy("semel.pruning")
            .layer("operation")
            .definedBy("semel.operation")
            .layer("sandbox")
            .definedBy("semel.sandbox")
            .layer("main")
            .definedBy("semel")
            .whereLayer("codec")
            .mayOnlyAccessLayers("order", "kafka")
            .whereLayer("kafka")
            .mayOnlyAccessLayers("order")
            .whereLayer("intake")
            .mayOnlyAccessLayers("access", "problem", "order", "codec", "kafka", "operation", "sql")
            .whereLayer("decision")
            .mayOnlyAccessLayers("order", "codec", "kafka", "operation", "sql")
            .whereLayer("projection")
            .mayOnlyAccessLayers("order", "codec", "kafka", "operation", "sql")
            .whereLayer("view")
            .mayOnlyAccessLayers("access", "problem", "order", "codec", "kafka", "sql")
            .whereLayer("audit")
            .mayOnlyAccessLayers("access", "order", "codec", "kafka", "sql")
            .whereLayer("proof")
            .mayOnlyAccessLayers("audit", "command", "order", "sql", "codec", "kafka")
            .whereLayer("command")
            .mayOnlyAccessLayers("kafka")
            .whereLayer("restore")
            .mayOnlyAccessLayers("command", "order", "codec", "kafka")
            .whereLayer("pruning")
            .mayOnlyAccessLayers("audit", "order", "codec", "kafka", "sql")
            .whereLayer("access")
            .mayNotAccessAnyLayer()
            .whereLayer("operation")
            .mayOnlyAccessLayers("kafka")
            .whereLayer("order")
            .mayNotAccessAnyLayer()
            .whereLayer("sql")
            .mayNotAccessAnyLayer()
            .whereLayer("http")
            .mayOnlyAccessLayers("problem")
            .whereLayer("problem")
            .mayNotAccessAnyLayer()
            .whereLayer("sandbox")
            .mayNotAccessAnyLayer()
            .whereLayer("main")
            .mayOnlyAccessLayers("sandbox", "proof", "restore");

    @ArchTest
    static final ArchRule THE_VOCABULARY_IS_PURE = classes()
            .that()
            .resideInAPackage("semel.order")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "semel.order");

    @ArchTest
    static final ArchRule NO_ROOM_IS_DEEPER = classes()
            .should()
            .resideInAnyPackage(
                    "semel.order",
                    "semel.codec",
                    "semel.kafka",
                    "semel.sql",
                    "semel.access",
                    "semel.http",
                    "semel.problem",
                    "semel.intake",
                    "semel.decision",
                    "semel.projection",
                    "semel.view",
                    "semel.audit",
                    "semel.proof",
                    "semel.command",
                    "semel.restore",
                    "semel.pruning",
                    "semel.operation",
                    "semel.sandbox",
                    "semel");

    @ArchTest
    static final ArchRule NOBODY_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    /** Such settings are read when a native image is built, and whoever starts it can say what he likes. */
    @ArchTest
    static final ArchRule SETTINGS_ARE_READ_AT_THE_START = noClasses().should().beAnnotatedWith(StaticInitSafe.class);

    /** Digits, and the case of letters, must not follow the machine's locale: what is said here is pasted into commands. */
    @ArchTest
    static final ArchRule NOTHING_IS_WRITTEN_IN_THE_LOCALE_OF_THE_MACHINE = noClasses()
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
    static final ArchRule NAMES_SAY_WHAT_IS_DONE =
            noClasses().should().haveNameMatching(".*(Service|Manager|Helper|Util|Utils|Impl|Dto|Abstract)(\\$.*)?");

    /** Only the start may wait for an answer, and a rebalance on its own consumer's thread: no record is read before. */
    @ArchTest
    static void nobodyAwaitsOnAThreadThatOthersNeed(JavaClasses house) {
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
                .check(house);
    }

    /** A cancelled transaction is not ended but torn (decision 0014). */
    @ArchTest
    static final ArchRule TRANSACTIONS_ARE_NOT_CANCELLED = noClasses()
            .that()
            .resideInAnyPackage("semel.decision", "semel.projection", "semel.audit", "semel.view", "semel.pruning")
            .should()
            .callMethod(Uni.class, "ifNoItem");

    @Test
    void noFileIsLongerThanOneCanRead() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            var tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file).size() > MAX_LINES)
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    @Test
    void everyRoomSaysWhatItIsFor() throws IOException {
        try (Stream<Path> rooms = Files.list(Path.of("src", "main", "java", "semel"))) {
            assertThat(rooms.filter(Files::isDirectory))
                    .allMatch(room -> Files.exists(room.resolve("package-info.java")));
        }
    }

    @Test
    void everyLongTestIsRunByItsProfile() throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));
        var profile = pom.substring(pom.indexOf("<id>chaos</id>")).split("</profile>", 2)[0];
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
            var leftOut = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file).contains("import semel.kit.LongRun;"))
                    .filter(file -> !profile.contains("<include>**/" + file.getFileName() + "</include>"))
                    .toList();
            assertThat(leftOut).isEmpty();
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
