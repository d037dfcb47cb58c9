package semel;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import semel.exercise.TutorialChanges;
import semel.kit.Compilation;

/** Checks the code in the tutorials: the test fails without the solution and passes with it, and the printed changes compile. */
class ExercisesTest {
    private static final Path POLICY = Path.of("docs", "tutorial", "2-your-own-policy.md");
    private static final Pattern CODE = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Path TOPIC = Path.of("docs", "tutorial", "4-another-topic.md");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern NAME = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");

    @TempDir
    Path compiled;

    private static List<String> code(Path page) throws IOException {
        return CODE.matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @Test
    void theTestOfThePolicyExerciseFailsWithoutAPolicy() throws IOException {
        assertThat(errors(code(POLICY).subList(0, 1))).isNotEmpty().allMatch(error -> error.contains("Retail"));
    }

    @Test
    void theSolutionOfThePolicyExercisePassesItsTest() throws Exception {
        var code = code(POLICY);
        assertThat(errors(code)).isEmpty();
        // Classes of a package see each other only in one class loader, so the whole package is loaded again.
        var built = Path.of("target", "classes").toUri().toURL();
        try (var loader = new OrderPackageLoader(
                new URL[] {compiled.toUri().toURL(), built}, getClass().getClassLoader())) {
            var tests = loader.loadClass("semel.order." + name(code.get(0)));
            var methods = Arrays.stream(tests.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .toList();
            assertThat(methods).hasSize(4);
            for (var method : methods) {
                var constructor = tests.getDeclaredConstructor();
                constructor.setAccessible(true);
                method.setAccessible(true);
                method.invoke(constructor.newInstance());
            }
        }
    }

    @Test
    void theSolutionOfThePolicyExerciseKeepsTheArchitectureRules() throws IOException {
        assertThat(errors(code(POLICY).subList(1, 3))).isEmpty();
        var added = new ClassFileImporter().importPath(compiled);
        assertThat(added).hasSize(2);
        List.of(HouseTest.ARROWS, HouseTest.THE_ORDER_PACKAGE_HAS_NO_FRAMEWORK, HouseTest.PACKAGES_ARE_ONE_LEVEL_DEEP)
                .forEach(rule -> rule.check(added));
    }

    @Test
    void theTopicAndTheTableAreAddedByTheChangesThatArePrinted() throws IOException {
        var changed = TutorialChanges.of(TOPIC);
        assertThat(changed).hasSizeGreaterThan(10);
        var sources = new HashMap<String, String>();
        for (var file : sources()) {
            sources.put(file, Files.readString(Path.of(file)));
        }
        sources.putAll(changed);
        sources.keySet().removeIf(file -> !file.endsWith(".java"));
        changed.forEach((file, source) -> {
            if (file.startsWith("src/main/java/")) {
                assertThat(source.lines()).as(file).hasSizeLessThanOrEqualTo(HouseTest.MAX_LINES);
            }
        });
        var byPath = sources.entrySet().stream()
                .collect(Collectors.toMap(
                        source -> source.getKey().replaceFirst("src/(main|test)/java/", ""), Map.Entry::getValue));
        assertThat(Compilation.errors(byPath, compiled)).isEmpty();
    }

    /** All of the application: a switch over the kinds in a file that does not change must not lack the new one. */
    private static List<String> sources() throws IOException {
        try (var files = Files.walk(Path.of("src", "main", "java"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.toString().replace(File.separatorChar, '/'))
                    .toList();
        }
    }

    /** Loads the package {@code semel.order} itself, and all other classes by its parent. */
    private static final class OrderPackageLoader extends URLClassLoader {
        OrderPackageLoader(URL[] urls, ClassLoader parent) {
            super(urls, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith("semel.order.")) {
                    return super.loadClass(name, resolve);
                }
                var loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    private List<String> errors(List<String> sources) {
        var byPath = sources.stream().collect(Collectors.toMap(ExercisesTest::path, source -> source));
        return Compilation.errors(byPath, compiled);
    }

    /** @return the path of the source relative to a source folder */
    private static String path(String source) {
        var declaration = PACKAGE.matcher(source);
        assertThat(declaration.find()).isTrue();
        return declaration.group(1).replace('.', '/') + "/" + name(source) + ".java";
    }

    private static String name(String source) {
        var name = NAME.matcher(source);
        assertThat(name.find()).isTrue();
        return name.group(1);
    }
}
