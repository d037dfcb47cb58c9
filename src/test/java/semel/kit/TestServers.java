package semel.kit;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import semel.kafka.TopicsConfig;

/** Gives tests direct access to the broker and the database of the application. */
@Singleton
public class TestServers {
    public final String bootstrapServers;
    public final DatabaseRows rows;
    private final String jdbcUrl;
    private final String user;
    private final TopicsConfig topics;

    TestServers(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String jdbcUrl,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            TopicsConfig topics) {
        this.bootstrapServers = bootstrapServers;
        this.rows = new DatabaseRows(jdbcUrl, user);
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.topics = topics;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, "");
    }

    /** The caller closes it. */
    public Witness witness() {
        return new Witness(bootstrapServers, topics.prefix().orElse(""));
    }
}
