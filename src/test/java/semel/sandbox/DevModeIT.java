package semel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import semel.kit.LongRun;
import semel.kit.ProjectCopy;

/** Runs {@code mvn quarkus:dev} as a user does after cloning, in a copy of the checkout and without a terminal. */
class DevModeIT {
    /** A first start compiles everything, and the build machine may be busy. */
    private static final Duration START_PATIENCE = Duration.ofMinutes(10);

    private static final Duration RELOAD_PATIENCE = Duration.ofMinutes(1);
    private static final Duration END_PATIENCE = Duration.ofSeconds(30);
    /** Without the lines of a compilation. */
    private static final int LINES_OF_A_START = 25;

    private static final Pattern COMMANDS = Pattern.compile("run the audit in another terminal:\n((?:  .*\n)+)");
    private static final Pattern AUDIT_LINE = Pattern.compile("curl -s (http://localhost:\\d+)/audit");

    private final Path checkout = Path.of("target/dev-mode").toAbsolutePath();
    private final Path log = log("dev");

    /** Not in the checkout, whose path may have spaces: quarkus:dev takes a space for the end of an option. */
    @TempDir
    private Path temporary;

    private Process maven;
    private List<ProcessHandle> started = List.of();

    @BeforeEach
    void copyCheckout() throws IOException {
        ProjectCopy.to(checkout, List.of("src", ".mvn", "pom.xml"));
    }

    /** Ends Java processes only: the shells then clean up after them. */
    @AfterEach
    void endLeftoverProcesses() {
        Stream.concat(Stream.ofNullable(maven).map(Process::toHandle), started.stream())
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .peek(ProcessHandle::destroyForcibly)
                .forEach(process -> process.onExit().join());
    }

    @Test
    void devModeStartsItsSandboxKeepsItOverAReloadAndEndsItAtCtrlC() throws Exception {
        // When
        start();
        // Then
        awaitUp();
        assertThat(Files.readAllLines(log).stream().filter(line -> !line.contains("ompil")))
                .hasSizeLessThanOrEqualTo(LINES_OF_A_START)
                .noneMatch(line -> line.matches(".* (INFO|WARN|ERROR) .*|.*WARNING.*"));
        var base = AUDIT_LINE
                .matcher(Files.readString(log))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        recordStartedProcesses();
        assertThat(names(temporary)).noneMatch(name -> name.contains("brotli"));

        assertThat(visit(base + "/q/swagger-ui/")).isEqualTo(200);
        assertThat(outputOfPrintedCommands()).contains("{\"orderId\":\"", "\"customerId\":\"c-42\"", "{\"verdict\":\"");

        // When
        var compiled = compiled();
        var load = maven("load", "-Pload", "-Durl=" + base, "-Dorders=20", "-Drate=20");
        // Then
        assertThat(load.waitFor()).as(() -> BuildOutput.tail(log("load"))).isZero();
        assertThat(Files.readString(log("load"))).contains("CLEAN: every accepted order");
        assertThat(compiled()).isEqualTo(compiled);
        assertThat(linesWith("Live reload total time")).isZero();

        // When
        Files.writeString(
                checkout.resolve("src/main/resources/application.properties"),
                "\nsemel.sandbox.reload=seen\n",
                StandardOpenOption.APPEND);
        // Then
        await().atMost(RELOAD_PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            visit(base + "/q/health");
            assertThat(linesWith("Live reload total time"))
                    .as(() -> BuildOutput.tail(log))
                    .isPositive();
        });
        assertThat(started).allMatch(ProcessHandle::isAlive);
        assertThat(linesWith("starting both")).isEqualTo(1);
        assertThat(linesWith("Semel is up")).isEqualTo(1);

        // When
        var before = Files.readAllLines(log).size();
        interrupt();
        // Then: the clients are closed before the servers
        awaitEnd();
        assertThat(Files.readAllLines(log).stream().skip(before))
                .noneMatch(
                        line -> line.contains("could not be established") || line.contains("terminating connection"));
    }

    @Test
    @LongRun
    void nothingIsLeftOfAKilledMaven() throws Exception {
        // Given
        start();
        awaitUp();
        recordStartedProcesses();
        // When
        Signal.KILL.sendTo(maven.pid());
        // Then
        awaitEnd();
    }

    /** Waits until all processes have ended, and checks that they leave nothing but the unpacked PostgreSQL. */
    private void awaitEnd() throws IOException {
        await().atMost(END_PATIENCE).untilAsserted(() -> {
            assertThat(started).noneMatch(ProcessHandle::isAlive);
            assertThat(names(checkout.resolve("target/sandbox"))).containsExactly("postgres");
        });
        assertThat(names(temporary)).noneMatch(name -> name.matches("(?i).*(semel|postgres|pgsql|epg|kafka|snappy).*"));
    }

    /** Does what Ctrl-C does: a terminal sends the signal to all processes. */
    private void interrupt() {
        Stream.concat(Stream.of(maven.toHandle()), maven.descendants())
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList()
                .forEach(Signal.INT::sendTo);
    }

    /** A build that a script runs in the background ignores Ctrl-C, and so do its child processes, unless this prefix restores it. */
    private static Stream<String> restoringInterrupts() throws IOException {
        var status = Path.of("/proc/self/status");
        var isIgnored = Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
        return isIgnored ? Stream.of("env", "--default-signal=INT") : Stream.empty();
    }

    private void awaitUp() {
        await().atMost(START_PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(maven.isAlive()).as(() -> BuildOutput.tail(log)).isTrue();
            assertThat(linesWith("Semel is up")).as(() -> BuildOutput.tail(log)).isEqualTo(1);
            assertThat(linesWith("console are off")).isEqualTo(1);
        });
    }

    private void recordStartedProcesses() throws IOException {
        started = maven.descendants().collect(Collectors.toList());
        started.add(ProcessHandle.of(postmasterPid()).orElseThrow());
    }

    /** Runs the commands that dev mode prints. @return their output */
    private String outputOfPrintedCommands() throws IOException {
        var commands = COMMANDS.matcher(Files.readString(log));
        assertThat(commands.find()).isTrue();
        var shell = new ProcessBuilder("bash", "-c", commands.group(1)).start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** @return the time at which each class file was written */
    private Map<Path, FileTime> compiled() throws IOException {
        try (var files = Files.find(
                checkout.resolve("target"),
                20,
                (path, attributes) -> path.toString().endsWith(".class"))) {
            var times = new TreeMap<Path, FileTime>();
            for (var file : files.toList()) {
                times.put(file, Files.getLastModifiedTime(file));
            }
            return times;
        }
    }

    private void start() throws IOException {
        maven = maven(
                "dev",
                "-Ddebug=false",
                "-Djvm.args=-Djava.io.tmpdir=" + temporary
                        + " -D" + SandboxStart.BROKER_PORT + "=0 -D" + SandboxStart.DATABASE_PORT + "=0 -D"
                        + SandboxStart.LAB_PORT
                        + "=0 -Dsemel.view.answer=1m -Dquarkus.http.port="
                        + Ports.free(),
                "quarkus:dev");
    }

    /** @param name of its log file */
    private Process maven(String name, String... arguments) throws IOException {
        var command = Stream.of(
                        restoringInterrupts(),
                        Stream.of(
                                Path.of(System.getProperty("maven.home"), "bin", "mvn")
                                        .toString(),
                                "--batch-mode",
                                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                                "-Dspotless.check.skip"),
                        Stream.of(arguments))
                .flatMap(part -> part);
        var builder = new ProcessBuilder(command.toList())
                .directory(checkout.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().keySet().removeIf(variable -> variable.matches("KAFKA_.*|QUARKUS_.*|MAVEN_.*"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private Path log(String name) {
        return checkout.resolve(name + ".log");
    }

    private long postmasterPid() throws IOException {
        try (var files = Files.find(
                checkout.resolve("target/sandbox"), 3, (path, attributes) -> path.endsWith("postmaster.pid"))) {
            return Long.parseLong(
                    Files.readAllLines(files.findFirst().orElseThrow()).get(0).strip());
        }
    }

    /** Requests a page; any request makes dev mode look for changes. */
    private static int visit(String page) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(page))
                                .timeout(RELOAD_PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private long linesWith(String text) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
