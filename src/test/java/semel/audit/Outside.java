package semel.audit;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import semel.projection.Rows;

/** Broker and database of the application under test, for whoever looks at them from outside. */
@Singleton
class Outside {
    final String bootstrapServers;
    final Rows rows;
    private final String jdbcUrl;
    private final String user;

    Outside(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String jdbcUrl,
            @ConfigProperty(name = "quarkus.datasource.username") String user) {
        this.bootstrapServers = bootstrapServers;
        this.rows = new Rows(jdbcUrl, user);
        this.jdbcUrl = jdbcUrl;
        this.user = user;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, "");
    }
}
