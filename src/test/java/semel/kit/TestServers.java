package semel.kit;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import semel.audit.Finding;
import semel.kafka.TopicsConfig;
import semel.proof.Gathering;
import semel.proof.History;
import semel.proof.Proof;

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

    /**
     * Runs the full proof.
     *
     * @param admin the application's, or one that does more
     * @param others requests as their clients know them, beside those that intake stored
     */
    public List<Finding> prove(Admin admin, List<History.ClientRequest> others, Duration patience) {
        var gathering = new Gathering(admin, Map.of("bootstrap.servers", bootstrapServers), topics);
        try (var tables = connect();
                var history = gathering.gather(tables, others, patience)) {
            return Proof.examine(history).findings();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The caller closes it. */
    public Witness witness() {
        return new Witness(bootstrapServers, topics.prefix().orElse(""));
    }
}
