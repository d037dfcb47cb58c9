package semel.projection;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import semel.sql.Attempt;
import semel.wire.GroupStart;
import semel.wire.Known;

/** Lets the projection begin where the database knows it to be, or not at all. */
@ApplicationScoped
@Identifier("projection-start")
class ProjectionStart implements KafkaConsumerRebalanceListener {
    private final GroupStart start;
    private final Tables tables;
    private final ProjectionSettings settings;
    private final Vertx vertx;

    ProjectionStart(GroupStart start, Tables tables, ProjectionSettings settings, Vertx vertx) {
        this.start = start;
        this.tables = tables;
        this.settings = settings;
        this.vertx = vertx;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        start.look(consumer, partitions, this::known);
    }

    private Uni<List<Known>> known(Collection<String> names) {
        return Attempt.beside(vertx.getOrCreateContext(), settings.attempt(), () -> tables.known(names));
    }
}
