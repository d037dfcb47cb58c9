package semel;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import semel.kit.Compilation;

/** Checks the code in the tutorials: the test fails without the solution and passes with it, and the printed changes compile. */
class ExercisesTest {
    private static final Path POLICY = Path.of("docs", "tutorial", "2-your-own-policy.md");
    private static final Pattern CODE = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Path TOPIC = Path.of("docs", "tutorial", "4-another-topic.md");
    private static final Pattern DIFF = Pattern.compile("(?s)```diff\n--- (\\S+)\n@@\n(.*?)```");
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
    void thePrintedChangesOfTheTopicExerciseCompile() throws IOException {
        var changed = new HashMap<String, String>();
        for (var diff : DIFF.matcher(Files.readString(TOPIC)).results().toList()) {
            changed.put(diff.group(1), changed(diff.group(1), diff.group(2)));
        }
        assertThat(changed).hasSizeGreaterThan(10);
        code(TOPIC).forEach(source -> changed.put("src/main/java/" + path(source), source));
        var sources = new HashMap<String, String>();
        changed.forEach((file, source) -> {
            if (file.startsWith("src/main/java/")) {
                assertThat(source.lines()).as(file).hasSizeLessThanOrEqualTo(HouseTest.MAX_LINES);
            }
            if (file.endsWith(".java")) {
                sources.put(file.replaceFirst("src/(main|test)/java/", ""), source);
            }
        });
        assertThat(Compilation.errors(sources, compiled)).isEmpty();
    }

    /** Applies the hunks, each of which must match exactly one place in the file. */
    private static String changed(String file, String hunks) throws IOException {
        var text = Files.readString(Path.of(file));
        for (var hunk : hunks.split("@@\n")) {
            var before = side(hunk, "+");
            var times = text.split(Pattern.quote(before), -1).length - 1;
            assertThat(times).as(file + "\n" + before).isEqualTo(1);
            text = text.replace(before, side(hunk, "-"));
        }
        return text;
    }

    /** @return the lines of a hunk without those that begin with the sign of the other side */
    private static String side(String hunk, String other) {
        return hunk.lines()
                .filter(line -> !line.startsWith(other))
                .map(line -> line.isEmpty() ? "\n" : line.substring(1) + "\n")
                .collect(Collectors.joining());
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
