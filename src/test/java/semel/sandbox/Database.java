package semel.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Runs one PostgreSQL on 127.0.0.1 that keeps all acknowledged commits (fsync on). It can be stopped, killed, frozen and restarted with
 * the same port and data.
 */
public final class Database implements Server, AutoCloseable {
    /** Name of the database that exists from the start. */
    public static final String NAME = "semel";

    private static final String USER = "semel";
    private static final String PASSWORD = "semel"; // any value works: local connections are trusted
    private static final String SUPERUSER = "postgres";
    private static final int ATTEMPTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** The server does not start on a folder that others may read. */
    private static final FileAttribute<?> ONLY_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final int port;
    private final Path folder;
    private final ExitCleanup cleanup;

    private Database(int port, Path folder) {
        this(port, folder, ExitCleanup.over(folder, Signal.QUIT));
    }

    private Database(int port, Path folder, ExitCleanup cleanup) {
        this.port = port;
        this.folder = folder;
        this.cleanup = cleanup;
    }

    /** Starts a database on a free port. */
    public static Database start() {
        return start(0);
    }

    /**
     * Starts a database and returns when it answers.
     *
     * @param preferredPort used if it is free, otherwise another; 0 for any
     */
    public static Database start(int preferredPort) {
        for (var attempt = 1; ; attempt++) {
            var database = new Database(Ports.freeOr(preferredPort), BuildOutput.newFolder("postgres"));
            try {
                database.launch();
                database.execute("CREATE ROLE " + USER + " LOGIN CREATEDB PASSWORD '" + PASSWORD + "'");
                database.create(NAME);
                return database;
            } catch (IllegalStateException | UncheckedIOException failure) {
                // Also if another process answered at this port and ours has ended.
                database.close();
                if (attempt == ATTEMPTS) throw failure;
            }
        }
    }

    /**
     * Copies the data folder of the running server, as {@code pg_basebackup} does, which the binaries do not have.
     *
     * @return a stopped server on the copy; {@link #restart} starts it, and the caller closes it
     */
    public Database backUp() {
        var copy = new Database(Ports.free(), BuildOutput.newFolder("postgres"));
        try (var connection = superuser();
                var statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('backup', true)");
            copy(data(), copy.data(), path -> !path.startsWith("pg_wal") && !path.startsWith("postmaster.pid"));
            var label = statement.executeQuery("select labelfile from pg_backup_stop(false)");
            label.next();
            Files.writeString(copy.data().resolve("backup_label"), label.getString(1));
            copy(data(), copy.data(), path -> path.startsWith("pg_wal"));
            return copy;
        } catch (SQLException | IOException failure) {
            copy.close();
            throw new IllegalStateException("database could not be copied", failure);
        }
    }

    /** @param wanted gets the path below the folder */
    private static void copy(Path folder, Path to, Predicate<Path> wanted) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(folder.relativize(directory)), ONLY_OWNER);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var path = folder.relativize(file);
                if (wanted.test(path)) {
                    try {
                        Files.copy(file, to.resolve(path));
                    } catch (NoSuchFileException deleted) {
                        // meanwhile, by the server: the log has it
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw failure;
            }
        });
    }

    /** Creates another empty database, owned by the same role. */
    public void create(String name) {
        execute("CREATE DATABASE " + name + " OWNER " + USER);
    }

    /** Drops a database and ends all connections to it. */
    public void drop(String name) {
        execute("DROP DATABASE " + name + " WITH (FORCE)");
    }

    public String jdbcUrl() {
        return jdbcUrl(NAME);
    }

    public String jdbcUrl(String database) {
        return "jdbc:" + reactiveUrl(database);
    }

    public String reactiveUrl() {
        return reactiveUrl(NAME);
    }

    public String reactiveUrl(String database) {
        return "postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    public int port() {
        return port;
    }

    /** @return the process id of the postmaster, the parent of all the server's processes */
    public long pid() {
        try (var lines = Files.lines(data().resolve("postmaster.pid"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().strip());
        } catch (IOException failure) {
            throw new UncheckedIOException("database is not running", failure);
        }
    }

    @Override
    public boolean isAlive() {
        return Files.exists(data().resolve("postmaster.pid"))
                && ProcessHandle.of(pid()).map(ProcessHandle::isAlive).orElse(false);
    }

    /** @return the file with all output of PostgreSQL; none goes to the console */
    public Path log() {
        return folder.resolve("postgres.log");
    }

    Path folder() {
        return folder;
    }

    /** Pauses every process of the server (SIGSTOP): its connections stay open, no query is answered. */
    public void freeze() {
        Signal.STOP.sendTo(pid()); // first, so that it starts no more child processes
        postmaster().descendants().forEach(child -> send(Signal.STOP, child));
    }

    public void thaw() {
        postmaster().descendants().forEach(child -> send(Signal.CONT, child));
        Signal.CONT.sendTo(pid());
    }

    /** Sends a signal to a child of the server, which may end by itself at any time. */
    private static void send(Signal signal, ProcessHandle child) {
        try {
            signal.sendTo(child.pid());
        } catch (IllegalStateException failure) {
            if (child.isAlive()) throw failure;
        }
    }

    /** Rolls open transactions back and closes connections (fast shutdown, SIGINT); returns when the server has ended. */
    @Override
    public void stop() {
        end(Signal.INT);
    }

    /** Stops without a checkpoint (immediate shutdown, SIGQUIT): the next start recovers as after a crash. */
    public void stopImmediately() {
        end(Signal.QUIT);
    }

    /** Sends SIGKILL to the postmaster; its children then end by themselves. */
    @Override
    public void kill() {
        end(Signal.KILL);
    }

    /** Restarts a stopped or killed database with the same port and data; returns when it answers. */
    @Override
    public void restart() {
        if (isAlive()) throw new IllegalStateException("database is running as process " + pid());
        launch();
    }

    /** Stops the database and removes its data. */
    @Override
    public void close() {
        if (isAlive()) {
            thaw();
            stopImmediately();
        }
        cleanup.close();
    }

    /** @return the parts, of classes that all class loaders share, from which {@link #of} makes a handle on the same database */
    Object[] parts() {
        return new Object[] {port, folder, cleanup.shell()};
    }

    static Database of(Object[] parts) {
        return new Database((Integer) parts[0], (Path) parts[1], ExitCleanup.heldBy((Process) parts[2]));
    }

    private void launch() {
        // One at a time, because the first one unpacks the binaries for all.
        synchronized (Database.class) {
            begin();
        }
        cleanup.setProcess(pid());
    }

    private void begin() {
        // The binaries are unpacked here once for all runs; by default they are unpacked into the temporary folder.
        var binaries = BuildOutput.sandboxFolder().resolve("postgres");
        System.setProperty("ot.epg.working-dir", binaries.toString());
        try {
            removeHalfUnpacked(binaries);
            // This JVM still holds the lock of the last run; a new file makes a new lock.
            Files.deleteIfExists(data().resolve("epg-lock"));
            EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(data())
                    .setCleanDataDirectory(false) // true would also remove the data of the last run
                    .setRegisterShutdownHook(false)
                    .setPgBinaryResolver(Database::binaries)
                    .setPGStartupWait(PATIENCE)
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    // The same order of texts on every machine, independent of its locales.
                    .setLocaleConfig("locale", "C")
                    .setLocaleConfig("locale-provider", "builtin")
                    .setLocaleConfig("builtin-locale", "C.UTF-8")
                    // The launcher passes -F and synchronous_commit=off, which is fast but not durable.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    // A killed server would leave its socket in the temporary folder.
                    .setServerConfig("unix_socket_directories", "")
                    .start();
        } catch (IOException | IllegalStateException failure) {
            throw new IllegalStateException(
                    "database did not start on port " + port + "; the end of its log:\n" + BuildOutput.tail(log()),
                    failure);
        }
    }

    /** Removes binaries whose unpacking was killed; otherwise they would count as complete forever. */
    private static void removeHalfUnpacked(Path binaries) throws IOException {
        var folders = binaries.toFile().listFiles(File::isDirectory);
        if (folders == null) return;
        for (var folder : folders) {
            if (new File(folder, ".exists").exists()) continue;
            try (var lock = new RandomAccessFile(new File(folder, "epg-lock"), "rw");
                    var unpacking = lock.getChannel().tryLock()) {
                if (unpacking != null) FileUtils.deleteDirectory(folder); // otherwise another process is unpacking
            }
        }
    }

    /** Replaces the default resolver, which leaves a script in the temporary folder to recognise Linux distributions. */
    private static InputStream binaries(String system, String machine) {
        var architecture = machine.equals("aarch64") ? "arm_64" : machine;
        var name = "/postgres-" + system.toLowerCase(Locale.ROOT) + "-" + architecture + ".txz";
        var archive = EmbeddedPostgres.class.getResourceAsStream(name);
        if (archive == null)
            throw new IllegalStateException("no PostgreSQL for this machine on the classpath: " + name);
        return archive;
    }

    private void end(Signal signal) {
        // Waits for the children too: a restart is refused while one of them still holds the shared memory.
        var processes = Stream.concat(Stream.of(postmaster()), postmaster().descendants())
                .toList();
        signal.sendTo(pid());
        try {
            for (var process : processes) process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failure) {
            throw new IllegalStateException("database did not end on SIG" + signal + " within " + PATIENCE, failure);
        }
        cleanup.clearProcess();
    }

    private ProcessHandle postmaster() {
        var pid = pid();
        return ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("no process " + pid));
    }

    @Override
    public Path data() {
        return folder.resolve("data");
    }

    private void execute(String statement) {
        try (var connection = superuser();
                var execution = connection.createStatement()) {
            execution.execute(statement);
        } catch (SQLException failure) {
            throw new IllegalStateException("failed: " + statement, failure);
        }
    }

    private Connection superuser() throws SQLException {
        var source = new PGSimpleDataSource(); // the DriverManager does not find drivers of other class loaders
        source.setUrl(jdbcUrl("postgres"));
        source.setUser(SUPERUSER);
        return source.getConnection();
    }
}
