package semel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SandboxResourceTest {
    @Test
    void everyStartSharesTheProcessesAndGetsItsOwnDatabaseAndTopics() throws Exception {
        // When
        var first = new SandboxResource().start();
        var second = new SandboxResource().start();
        // Then
        assertThat(second.get("kafka.bootstrap.servers")).isEqualTo(first.get("kafka.bootstrap.servers"));
        assertThat(second.get("semel.topics.prefix")).matches("t\\d+-").isNotEqualTo(first.get("semel.topics.prefix"));
        var url = second.get("quarkus.datasource.jdbc.url");
        assertThat(url).isNotEqualTo(first.get("quarkus.datasource.jdbc.url"));
        try (var connection = DriverManager.getConnection(
                url, second.get("quarkus.datasource.username"), second.get("quarkus.datasource.password"))) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    /** Quarkus loads all classes again after a change of test profile. */
    @Test
    void anotherClassLoaderFindsTheSameProcesses() throws Exception {
        try (var loader = new URLClassLoader(classpath(), ClassLoader.getPlatformClassLoader())) {
            // When
            var loadedAgain = loader.loadClass(SandboxResource.class.getName());
            var broker = loadedAgain.getMethod("broker").invoke(null);
            var database = loadedAgain.getMethod("database").invoke(null);
            // Then
            assertThat(loadedAgain).isNotSameAs(SandboxResource.class);
            assertThat(broker.getClass().getMethod("pid").invoke(broker))
                    .isEqualTo(SandboxResource.broker().pid());
            assertThat(database.getClass().getMethod("pid").invoke(database))
                    .isEqualTo(SandboxResource.database().pid());
        }
    }

    private static URL[] classpath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> {
                    try {
                        return Path.of(entry).toUri().toURL();
                    } catch (MalformedURLException impossible) {
                        throw new IllegalStateException(impossible);
                    }
                })
                .toArray(URL[]::new);
    }
}
