package semel.kit;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import semel.wire.Topics;

/** Broker and database of the application under test, for whoever looks at them from outside. */
@Singleton
public class Outside {
    public final String bootstrapServers;
    public final Rows rows;
    private final String jdbcUrl;
    private final String user;
    private final Topics topics;

    Outside(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String jdbcUrl,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            Topics topics) {
        this.bootstrapServers = bootstrapServers;
        this.rows = new Rows(jdbcUrl, user);
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.topics = topics;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, "");
    }

    /** To be closed. */
    public Witness witness() {
        return new Witness(bootstrapServers, topics.prefix().orElse(""));
    }
}
