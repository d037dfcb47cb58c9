package semel.pruning;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import semel.kafka.TopicsConfig;

/** Refuses to start if a topic keeps records so long that it would still have what is pruned. */
@ApplicationScoped
class RetentionCheck {
    private final Admin admin;
    private final TopicsConfig topics;
    private final PruningConfig config;

    RetentionCheck(Admin admin, TopicsConfig topics, PruningConfig config) {
        this.admin = admin;
        this.topics = topics;
        this.config = config;
    }

    // Runs after the topics were checked or created (priority 100).
    /** @throws IllegalStateException naming each topic whose retention is too long */
    void atStart(@Observes @Priority(110) StartupEvent start) {
        config.horizon().ifPresent(this::check);
    }

    private void check(Duration horizon) {
        var tooLong = read().entrySet().stream()
                .filter(topic -> keepsTooLong(topic.getValue(), horizon))
                .map(topic -> topic.getKey().name() + " " + retention(topic.getValue()))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!tooLong.isEmpty()) {
            throw new IllegalStateException("semel.pruning.horizon " + horizon
                    + " is not longer than the retention of each topic and semel.pruning.margin " + config.margin()
                    + " together: " + tooLong + ". Choose a longer horizon, or a shorter retention.ms");
        }
    }

    private boolean keepsTooLong(Config topic, Duration horizon) {
        var millis = retentionMillis(topic);
        return millis < 0 || Duration.ofMillis(millis).plus(config.margin()).compareTo(horizon) >= 0;
    }

    private static String retention(Config topic) {
        var millis = retentionMillis(topic);
        return millis < 0 ? "keeps records without end" : "keeps records for " + Duration.ofMillis(millis);
    }

    private static long retentionMillis(Config topic) {
        return Long.parseLong(topic.get(TopicConfig.RETENTION_MS_CONFIG).value());
    }

    private Map<ConfigResource, Config> read() {
        var resources = Stream.concat(topics.inputs().stream(), topics.kinds().keySet().stream())
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        try {
            return admin.describeConfigs(resources).all().get();
        } catch (ExecutionException failed) {
            var remedy = failed.getCause() instanceof AuthorizationException
                    ? ": grant DESCRIBE_CONFIGS on the topics (see docs/reference/rights.md)"
                    : "";
            throw new IllegalStateException(
                    "the retention of the topics could not be read: "
                            + failed.getCause().getMessage() + remedy,
                    failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while the retention of the topics was read", stopped);
        }
    }
}
