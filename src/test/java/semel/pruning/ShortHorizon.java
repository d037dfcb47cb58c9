package semel.pruning;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.audit.Audit;

/** Prunes all that is older than two seconds, orders too, while a test asks for it. */
@Singleton
public class ShortHorizon {
    private final Pruning pruning;
    private final Vertx vertx;

    ShortHorizon(
            Mutiny.SessionFactory database,
            PointTable points,
            TopicStarts topics,
            Audit audit,
            MeterRegistry registry,
            Vertx vertx) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(PruningConfig.class)
                .withDefaultValue("semel.pruning.horizon", "2s")
                .withDefaultValue("semel.pruning.every", "300ms")
                .withDefaultValue("semel.pruning.orders", "true")
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(PruningConfig.class);
        this.pruning = new Pruning(points, new HistoryTable(database, config), topics, audit, config, registry);
        this.vertx = vertx;
    }

    public void start() {
        pruning.atStart(null, vertx);
    }

    public void stop() {
        pruning.atStop(null, vertx);
    }
}
