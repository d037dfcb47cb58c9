package semel.sandbox;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives every {@code @QuarkusTest} the same broker and the same PostgreSQL, without an annotation (it is registered in
 * META-INF/services). They start once per test JVM and keep running when the test profile changes. Each start of Quarkus gets its own
 * empty database and its own prefix for topics.
 */
public final class SandboxResource implements QuarkusTestResourceLifecycleManager {
    private static final int BROKER = 0;
    private static final int DATABASE = 1;
    private static final int STARTS = 2;

    private static Object[] parts;

    /** @return the broker of this test JVM, started at the first call. A test that freezes it must thaw it */
    public static Broker broker() {
        return Broker.of((Object[]) sharedParts()[BROKER]);
    }

    /** @return the PostgreSQL of this test JVM, started at the first call */
    public static Database database() {
        return Database.of((Object[]) sharedParts()[DATABASE]);
    }

    @Override
    public Map<String, String> start() {
        var number = ((AtomicInteger) sharedParts()[STARTS]).incrementAndGet();
        var name = Database.NAME + "_" + number;
        var database = database();
        database.create(name);
        return Map.of(
                "kafka.bootstrap.servers", broker().bootstrapServers(),
                "semel.topics.prefix", "t" + number + "-",
                "quarkus.datasource.jdbc.url", database.jdbcUrl(name),
                "quarkus.datasource.reactive.url", database.reactiveUrl(name),
                "quarkus.datasource.username", database.user(),
                "quarkus.datasource.password", database.password());
    }

    /** Broker and database end with the test JVM. Only continuous testing keeps its JVM, and starts them again each time. */
    @Override
    public void stop() {
        if (parts == null || getClass().getClassLoader() == ClassLoader.getSystemClassLoader()) return;
        broker().close();
        database().close();
        parts = null;
    }

    /** Quarkus loads this class again at each start, so the servers are kept by the JVM's own class loader. */
    private static Object[] sharedParts() {
        var thread = Thread.currentThread();
        var contextLoader = thread.getContextClassLoader();
        try {
            var original = ClassLoader.getSystemClassLoader().loadClass(SandboxResource.class.getName());
            // Kafka's client loads its classes by the context class loader.
            thread.setContextClassLoader(original.getClassLoader());
            var method = original.getDeclaredMethod("parts");
            method.setAccessible(true);
            return (Object[]) method.invoke(null);
        } catch (ClassNotFoundException continuousTesting) {
            return parts();
        } catch (InvocationTargetException failure) {
            throw new IllegalStateException("sandbox did not start", failure.getCause());
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        } finally {
            thread.setContextClassLoader(contextLoader);
        }
    }

    private static synchronized Object[] parts() {
        if (parts == null) {
            var database = CompletableFuture.supplyAsync(Database::start);
            parts = new Object[] {Broker.start().parts(), database.join().parts(), new AtomicInteger()};
        }
        return parts;
    }
}
