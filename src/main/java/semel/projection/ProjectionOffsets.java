package semel.projection;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.kafka.GroupStart;
import semel.kafka.StageOffsets;
import semel.kafka.StageProgress;
import semel.kafka.TopicsConfig;
import semel.sql.Attempt;

/** Checks the group's offsets against the table {@code applied} at each rebalance, before a record is read. */
@ApplicationScoped
@Identifier("projection-start")
class ProjectionOffsets implements KafkaConsumerRebalanceListener, StageOffsets {
    private final GroupStart start;
    private final Mutiny.SessionFactory database;
    private final TopicsConfig topics;
    private final ProjectionConfig settings;
    private final Vertx vertx;

    ProjectionOffsets(
            GroupStart start,
            Mutiny.SessionFactory database,
            TopicsConfig topics,
            ProjectionConfig settings,
            Vertx vertx) {
        this.start = start;
        this.database = database;
        this.topics = topics;
        this.settings = settings;
        this.vertx = vertx;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        start.look(consumer, partitions, this::known);
    }

    @Override
    public Collection<String> topics() {
        return topics.outputs();
    }

    @Override
    public Uni<List<StageProgress>> known(Collection<String> names) {
        return beside(() -> database.withStatelessSession(session -> AppliedTable.known(session, names)));
    }

    @Override
    public Uni<Void> passed(StageProgress done, long next) {
        return beside(() -> database.withStatelessTransaction(session -> AppliedTable.passed(session, done, next)));
    }

    private <T> Uni<T> beside(Supplier<Uni<? extends T>> work) {
        return Attempt.beside(vertx.getOrCreateContext(), settings.attempt(), work);
    }
}
