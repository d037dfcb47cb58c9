package semel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.bootstrap.resolver.maven.options.BootstrapMavenOptions;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the real mvnw in a temporary project, with a stub of Maven that prints how it was called, a PATH that has only what the test
 * put there, and no network but the loopback. Every path contains a space.
 */
class MvnwTest {
    private static final String MAVEN = "apache-maven-9.8.7";
    private static final String ZIP = MAVEN + "-bin.zip";
    private static final long PATIENCE_SECONDS = 30;
    /** What mvnw and the stubs need on the PATH; each test adds the tools that download, check and unpack. */
    private static final String TOOLS = "sh cat chmod cp cut dirname mkdir mktemp mv readlink rm sed tail tr";

    private static final String STUB_MAVEN = """
            #!/bin/sh
            echo "maven ran in $PWD as $$ from $0"
            for argument in "$@"; do echo "argument <$argument>"; done
            exit 7
            """;

    @TempDir
    Path temp;

    private Path project;
    private Path path;
    private Path userHome;
    private byte[] zip;

    @BeforeEach
    void aProjectAndAPath() throws IOException {
        project = Files.createDirectories(temp.resolve("a project"));
        path = Files.createDirectories(temp.resolve("a path"));
        userHome = temp.resolve("user home");
        Files.copy(Path.of("mvnw"), project.resolve("mvnw"), StandardCopyOption.COPY_ATTRIBUTES);
        zip = zipOf(STUB_MAVEN);
        List.of(TOOLS.split(" ")).forEach(this::onThePath);
        onThePath(firstOf("sha512sum", "shasum"));
        stub("java", "echo 'openjdk version \"17.0.1\" 2021-10-19' >&2");
    }

    @Test
    void thePinIsAnArchiveAddressOfApacheAndASha512() throws IOException {
        var pinned = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(".mvn/wrapper/maven-wrapper.properties"))) {
            pinned.load(reader);
        }
        assertThat(pinned.getProperty("distributionUrl"))
                .matches("https://archive\\.apache\\.org/dist/maven/maven-3/(3\\.9\\.\\d+)/binaries/"
                        + "apache-maven-\\1-bin\\.zip");
        assertThat(pinned.getProperty("distributionSha512Sum")).matches("[0-9a-f]{128}");
    }

    @Test
    void aCachedMavenRunsWithoutAnyRequest() throws Exception {
        // Given
        pin(unreachable(), sha512(zip));
        Files.createDirectories(cached().resolve("bin"));
        executable(cached().resolve("bin/mvn"), STUB_MAVEN);
        // When
        var run = mvnw(project, "verify");
        // Then
        assertThat(run.status()).isEqualTo(7);
        assertThat(run.output()).contains("argument <verify>").doesNotContain("mvnw:");
    }

    @Test
    void withoutMavenUserHomeTheCacheIsInTheUsersHome() throws Exception {
        onThePath("unzip");
        pin(unreachable(), sha512(zip));
        stubOlderMavenThatCopies(zip);
        var run = mvnw(Map.of("MAVEN_USER_HOME", "", "HOME", temp + "/home of x"), project);
        assertThat(run.output()).contains("from " + temp + "/home of x/.m2/wrapper/dists/" + MAVEN + "-");
    }

    @Test
    void aMissingMavenIsDownloadedOnce() throws Exception {
        // Given
        onThePath(firstOf("curl", "wget"));
        onThePath("unzip");
        try (var archive = new Archive(zip, 1)) {
            pin(archive.url(), sha512(zip));
            // When
            var first = mvnw(project, "verify");
            var second = mvnw(project, "verify");
            // Then
            assertThat(first.status()).as(first.output()).isEqualTo(7);
            assertThat(first.output()).contains("mvnw: Maven 9.8.7 comes from " + archive.url());
            assertThat(second.status()).isEqualTo(7);
            assertThat(second.output()).doesNotContain("mvnw:");
            assertThat(archive.requests()).isEqualTo(1);
        }
        assertThat(leftInTheCache()).containsExactly(MAVEN);
    }

    @Test
    void wgetDownloadsIfThereIsNoCurl() throws Exception {
        assumeTrue(find("wget") != null, "no wget on this machine");
        onThePath("wget");
        onThePath("unzip");
        try (var archive = new Archive(zip, 1)) {
            pin(archive.url(), sha512(zip));
            var run = mvnw(project);
            assertThat(run.status()).as(run.output()).isEqualTo(7);
        }
    }

    @Test
    void theJdkUnpacksIfThereIsNoUnzip() throws Exception {
        pin(unreachable(), sha512(zip));
        stubOlderMavenThatCopies(zip);
        var run = mvnw(Map.of("JAVA_HOME", System.getProperty("java.home")), project);
        assertThat(run.status()).as(run.output()).isEqualTo(7);
    }

    @Test
    void aPartlyUnpackedMavenIsNotKept() throws Exception {
        // Given: as on a full disk, bin/mvn is unpacked but unzip fails
        stub("unzip", find("unzip") + " \"$@\"; echo 'disk full' >&2; exit 50");
        pin(unreachable(), sha512(zip));
        stubOlderMavenThatCopies(zip);
        // When
        var run = mvnw(project, "verify");
        // Then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("disk full", "mvnw: " + ZIP + " could not be unpacked.");
        assertThat(leftInTheCache()).isEmpty();
    }

    @Test
    void twoConcurrentFirstRunsRunTheSameMaven() throws Exception {
        // Given: the archive answers after both have asked
        onThePath(firstOf("curl", "wget"));
        onThePath("unzip");
        try (var archive = new Archive(zip, 2)) {
            pin(archive.url(), sha512(zip));
            // When
            var one = start(Map.of(), project, "one");
            var two = start(Map.of(), project, "two");
            var runs = List.of(outcome(one), outcome(two));
            // Then
            assertThat(runs).allSatisfy(run -> {
                assertThat(run.status()).as(run.output()).isEqualTo(7);
                assertThat(run.output()).contains("from " + cached() + "/bin/mvn");
            });
            assertThat(archive.requests()).isEqualTo(2);
        }
        assertThat(leftInTheCache()).containsExactly(MAVEN);
        assertThat(cached().resolve(MAVEN)).doesNotExist();
    }

    @Test
    void anOlderMavenOnThePathDownloadsIfTheArchiveIsUnreachable() throws Exception {
        // Given
        onThePath(firstOf("curl", "wget"));
        onThePath("unzip");
        pin(unreachable(), sha512(zip));
        stubOlderMavenThatCopies(zip);
        // When
        var run = mvnw(project, "verify");
        // Then
        assertThat(run.status()).as(run.output()).isEqualTo(7);
        assertThat(run.output())
                .contains("mvnw: not reachable: ", "argument <verify>", "from " + cached() + "/bin/mvn")
                .doesNotContain("argument <-Dartifact");
        assertThat(temp.resolve("older maven was asked for"))
                .content()
                .contains("<-Dartifact=org.apache.maven:apache-maven:9.8.7:zip:bin>");
        // The older Maven must not read this project's pom and .mvn: they are written for the newer one.
        assertThat(temp.resolve("older maven was asked for")).content().contains("in " + userHome);
        assertThat(leftInTheCache()).containsExactly(MAVEN);
    }

    @Test
    void ifNothingIsReachableTheErrorSaysWhatToDo() throws Exception {
        onThePath(firstOf("curl", "wget"));
        var url = unreachable();
        pin(url, sha512(zip));
        var run = mvnw(project, "verify");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .contains(
                        "mvnw: not reachable: ",
                        "no older mvn on the PATH",
                        "could not be brought",
                        "Connect once to " + url);
        assertThat(leftInTheCache()).isEmpty();
    }

    @Test
    void anMvnThatCallsMvnwIsCalledOnlyOnce() throws Exception {
        // Given: it gives up after four calls, so that a mvnw without its guard fails here and does not run forever
        var asked = temp.resolve("asked");
        stub("mvn", """
                echo asked >>'%s'
                [ "$(sed -n '$=' '%s')" -lt 4 ] || exit 1
                exec '%s' "$@"
                """.formatted(asked, asked, project.resolve("mvnw")));
        pin(unreachable(), sha512(zip));
        // When
        var run = mvnw(project, "verify");
        // Then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("no older mvn on the PATH");
        assertThat(asked).content().isEqualTo("asked\n");
    }

    @Test
    void aDownloadWithAWrongChecksumIsRefused() throws Exception {
        onThePath(firstOf("curl", "wget"));
        onThePath("unzip");
        var other = zipOf("#!/bin/sh\necho not the pinned one\n");
        stubOlderMavenThatCopies(zip);
        try (var archive = new Archive(other, 1)) {
            pin(archive.url(), sha512(zip));
            var run = mvnw(project, "verify");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.output())
                    .contains(
                            "mvnw: refused " + ZIP + ": its SHA-512 is " + sha512(other) + ", pinned is " + sha512(zip))
                    .doesNotContain("maven ran", "not the pinned one");
        }
        assertThat(leftInTheCache()).isEmpty();
    }

    @Test
    void theDownloadOfTheOlderMavenIsCheckedToo() throws Exception {
        onThePath("unzip");
        pin(unreachable(), sha512(zip));
        stubOlderMavenThatCopies(zipOf("#!/bin/sh\necho not the pinned one\n"));
        var run = mvnw(project, "verify");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("mvnw: refused " + ZIP).doesNotContain("maven ran", "not the pinned one");
    }

    @Test
    void withoutAPinnedChecksumNothingIsDownloaded() throws Exception {
        pin(unreachable(), "");
        stubOlderMavenThatCopies(zip);
        var run = mvnw(project, "verify");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("mvnw: distributionSha512Sum must be the 128 hex digits");
    }

    @Test
    void aNewChecksumOfTheSameVersionIsNotServedFromTheOldCache() throws Exception {
        // Given
        onThePath("unzip");
        stubOlderMavenThatCopies(zip);
        pin(unreachable(), sha512(zip));
        mvnw(project);
        var newer = zipOf("#!/bin/sh\necho the newer one\n");
        // When
        stubOlderMavenThatCopies(newer);
        pin(unreachable(), sha512(newer));
        // Then
        assertThat(mvnw(project).output()).contains("the newer one");
    }

    @Test
    void aMissingJavaIsReportedFirst() throws Exception {
        pin(unreachable(), sha512(zip));
        Files.delete(path.resolve("java"));
        var run = mvnw(project, "verify");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output())
                .isEqualTo("mvnw: no java found: set JAVA_HOME to a JDK 17 or newer, or put its java on the PATH.\n");
    }

    @Test
    void aJavaHomeWithoutAJavaIsReported() throws Exception {
        pin(unreachable(), sha512(zip));
        var run = mvnw(Map.of("JAVA_HOME", "/no/such jdk"), project, "verify");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).startsWith("mvnw: JAVA_HOME is /no/such jdk, but there is no bin/java in it.");
    }

    @Test
    void anOldJavaIsRefusedAndItsVersionReported() throws Exception {
        pin(unreachable(), sha512(zip));
        for (var old : List.of("11.0.2", "1.8.0_402")) {
            stub("java", "echo 'openjdk version \"" + old + "\"' >&2");
            var run = mvnw(project, "verify");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.output()).contains("java is too old (" + old + "): a JDK 17 or newer is needed.");
        }
    }

    @Test
    void aJavaThatPrintsItsOptionsBeforeItsVersionIsAccepted() throws Exception {
        cachedByHand();
        stub("java", "echo 'Picked up JAVA_TOOL_OPTIONS: -Xmx1g' >&2; echo 'openjdk version \"25-ea\"' >&2");
        assertThat(mvnw(project).status()).isEqualTo(7);
    }

    @Test
    void calledFromASubfolderItFindsItsProjectAndKeepsTheCurrentFolder() throws Exception {
        cachedByHand();
        var inner = Files.createDirectories(project.resolve("bench/inner folder"));
        var run = outcome(start(Map.of(), inner, List.of("../../mvnw", "verify")));
        assertThat(run.output()).contains("maven ran in " + inner.toRealPath());
    }

    @Test
    void calledThroughLinksItFindsItsProject() throws Exception {
        cachedByHand();
        var elsewhere = Files.createDirectories(temp.resolve("else where"));
        Files.createSymbolicLink(elsewhere.resolve("absolute"), project.resolve("mvnw"));
        Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("absolute"));
        var run = outcome(start(Map.of(), temp, List.of("else where/relative")));
        assertThat(run.status()).as(run.output()).isEqualTo(7);
    }

    @Test
    void argumentsArePassedUnchanged() throws Exception {
        cachedByHand();
        var run = mvnw(project, "-Dwords=two words", "", "*", "a'b\"c", "$HOME");
        assertThat(run.output())
                .contains(
                        "argument <-Dwords=two words>\nargument <>\nargument <*>\nargument <a'b\"c>\nargument <$HOME>\n");
    }

    /** Quarkus' own resolver reads the command line that bin/mvn passes on, but no maven.config. */
    @Test
    void downloadsOfDevModeShowNoProgress() throws Exception {
        // Given
        cachedByHand();
        // When
        var run = mvnw(project);
        // Then
        var commandLine = run.output()
                .lines()
                .filter(line -> line.startsWith("argument <"))
                .map(line -> line.substring("argument <".length(), line.length() - 1))
                .collect(joining(" "));
        var asQuarkusReadsIt = BootstrapMavenOptions.newInstance(commandLine);
        assertThat(asQuarkusReadsIt.hasOption("ntp")).as(commandLine).isTrue();
    }

    @Test
    void mavenReplacesTheProcessOfMvnwSoThatSignalsReachIt() throws Exception {
        cachedByHand();
        var process = start(Map.of(), project, "verify");
        assertThat(outcome(process).output()).contains(" as " + process.pid() + " from ");
    }

    // The project

    private void pin(String url, String sha512) throws IOException {
        var properties = project.resolve(".mvn/wrapper/maven-wrapper.properties");
        Files.createDirectories(properties.getParent());
        Files.writeString(properties, "distributionUrl=" + url + "\ndistributionSha512Sum=" + sha512 + "\n");
    }

    private void cachedByHand() throws IOException {
        pin("http://127.0.0.1:1/" + ZIP, sha512(zip));
        Files.createDirectories(cached().resolve("bin"));
        executable(cached().resolve("bin/mvn"), STUB_MAVEN);
    }

    private Path dist() {
        return userHome.resolve("wrapper/dists/" + MAVEN + "-" + sha512(zip).substring(0, 12));
    }

    private Path cached() {
        return dist().resolve(MAVEN);
    }

    private List<String> leftInTheCache() throws IOException {
        try (Stream<Path> entries = Files.list(dist())) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    /** @return an address on which no process listens: its port was just released */
    private static String unreachable() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort() + "/" + ZIP;
        }
    }

    // The PATH

    private void onThePath(String tool) {
        var real = find(tool);
        assertThat(real).as("%s on this machine's PATH", tool).isNotNull();
        // A script, not a link: JUnit warns about every link out of its temporary folder when it deletes that.
        stub(tool, "exec '" + real + "' \"$@\"");
    }

    private static String firstOf(String preferred, String other) {
        return find(preferred) != null ? preferred : other;
    }

    private static Path find(String tool) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv("PATH"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private void stub(String tool, String script) {
        executable(path.resolve(tool), "#!/bin/sh\n" + script + "\n");
    }

    private static void executable(Path file, String script) {
        try {
            Files.deleteIfExists(file);
            Files.writeString(file, script);
            assertThat(file.toFile().setExecutable(true)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stubOlderMavenThatCopies(byte[] download) throws IOException {
        var source = Files.write(temp.resolve("in the registry.zip"), download);
        stub("mvn", """
                for argument in "$@"; do echo "<$argument> in $PWD" >>'%s'; done
                cp '%s' %s
                """.formatted(temp.resolve("older maven was asked for"), source, ZIP));
    }

    // The run

    /** @param output both streams, in the order in which they were written */
    private record Run(int status, String output) {}

    private Run mvnw(Path folder, String... arguments) throws Exception {
        return mvnw(Map.of(), folder, arguments);
    }

    private Run mvnw(Map<String, String> environment, Path folder, String... arguments) throws Exception {
        return outcome(start(environment, folder, arguments));
    }

    private Process start(Map<String, String> environment, Path folder, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(project.resolve("mvnw").toString()));
        command.addAll(List.of(arguments));
        return start(environment, folder, command);
    }

    private Process start(Map<String, String> environment, Path folder, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", path.toString(), "MAVEN_USER_HOME", userHome.toString(), "HOME", temp + "/no home"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Run outcome(Process process) throws Exception {
        try {
            process.getOutputStream().close();
            // Waits before it reads, because a read has no time limit; the output of a run fits into the pipe.
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("mvnw ended")
                    .isTrue();
            return new Run(
                    process.exitValue(), new String(process.getInputStream().readAllBytes(), UTF_8));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    // The distribution

    private static byte[] zipOf(String mvn) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(MAVEN + "/"));
            zip.putNextEntry(new ZipEntry(MAVEN + "/bin/"));
            zip.putNextEntry(new ZipEntry(MAVEN + "/bin/mvn"));
            zip.write(mvn.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String sha512(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Serves one zip on the loopback, once the given number of requests has arrived. */
    private static final class Archive implements AutoCloseable {
        private final HttpServer server;
        private final CountDownLatch awaited;
        private final AtomicInteger requests = new AtomicInteger();
        private final ExecutorService threads = Executors.newCachedThreadPool();

        Archive(byte[] zip, int atOnce) throws IOException {
            awaited = new CountDownLatch(atOnce);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                requests.incrementAndGet();
                awaited.countDown();
                awaitQuietly();
                exchange.sendResponseHeaders(200, zip.length);
                try (var body = exchange.getResponseBody()) {
                    body.write(zip);
                }
            });
            server.start();
        }

        private void awaitQuietly() throws IOException {
            try {
                if (!awaited.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    throw new IOException("the other requests did not arrive");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + ZIP;
        }

        int requests() {
            return requests.get();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
