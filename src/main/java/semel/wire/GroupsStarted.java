package semel.wire;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** DOWN until this process is a member of both groups and may go on from where they stand ({@link GroupStart}). */
@Startup
@Readiness
@ApplicationScoped
class GroupsStarted implements HealthCheck {
    private final GroupStart start;
    private final KafkaClientService clients;
    private final Map<String, String> groups;

    GroupsStarted(GroupStart start, KafkaClientService clients, Topics topics) {
        this.start = start;
        this.clients = clients;
        this.groups = Map.of(
                Channels.TO_DECIDE, topics.decisionGroup(),
                Channels.TO_APPLY, topics.projectionGroup());
    }

    @Override
    public HealthCheckResponse call() {
        var waiting = clients.getConsumerChannels().stream()
                .filter(groups::containsKey)
                .map(groups::get)
                .filter(group -> !start.hasStarted(group))
                .sorted()
                .toList();
        var response = HealthCheckResponse.named("groups").status(waiting.isEmpty());
        if (!waiting.isEmpty()) {
            response.withData("waiting", String.join(",", waiting));
        }
        return response.build();
    }
}
