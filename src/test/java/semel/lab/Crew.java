package semel.lab;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import semel.kit.App;
import semel.kit.Child;
import semel.kit.Failpoint;
import semel.kit.Stage;
import semel.kit.Supervised;

/** The workers of a lane, each under its supervisor. */
final class Crew implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Experiment experiment;
    private final Stage stage;
    private final List<Supervised<?>> workers = new ArrayList<>();
    private int hired;

    Crew(Experiment experiment, Stage stage) {
        this.experiment = experiment;
        this.stage = stage;
    }

    /** One more. Returns when it is ready. */
    void hire() {
        var instance = "worker-" + hired++;
        Supervised<?> worker = experiment.lane().isThePipeline()
                ? new Supervised<>(() -> replica(instance))
                : new Supervised<>(() -> new LabWorker(experiment.lane(), workplace(instance)));
        workers.add(worker);
        await().atMost(PATIENCE).until(() -> hand(worker).isReady());
    }

    /** The one that was hired last goes for good. */
    void dismiss() {
        workers.remove(workers.size() - 1).close();
    }

    private Replica replica(String instance) {
        var settings = new HashMap<>(stage.settings());
        settings.put("semel.instance", instance);
        if (experiment.trouble() == Trouble.JOIN_KIP_848) {
            // The default may give every partition with orders to one, and the other, which is to be struck, the
            // receipts.
            settings.put("mp.messaging.incoming.to-decide.group.remote.assignor", "range");
        }
        return experiment.lane() == Lane.AS_DOCUMENTED
                ? Replica.start(DocumentedJar.path(), settings, DocumentedJar.failing(), DocumentedJar.EXCHANGE)
                : Replica.start(App.JAR, settings, Failpoint.fails());
    }

    private Workplace workplace(String instance) {
        var settings = stage.settings();
        return new Workplace(
                settings.get("kafka.bootstrap.servers"),
                settings.get("semel.topics.prefix"),
                instance,
                experiment.trouble().ground().protocol(),
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"),
                null);
    }

    private static Hand hand(Supervised<?> worker) {
        return (Hand) worker.current();
    }

    /** Strikes one of them. @return it, when it is struck */
    Child struck(Random random, Moment moment, Strike strike) {
        var hand = hand(workers.get(random.nextInt(workers.size())));
        hand.arm(moment, strike);
        await().atMost(PATIENCE).pollInterval(LOOK).until(() -> hand.isStruck(moment, strike));
        return hand.process();
    }

    /** Processor time of all together, since they started. */
    Duration cpu() {
        return workers.stream().map(worker -> hand(worker).process().cpu()).reduce(Duration.ZERO, Duration::plus);
    }

    /** Whether none has ended meanwhile. */
    boolean isUndisturbed() {
        return workers.stream().allMatch(worker -> worker.ends() == 0);
    }

    @Override
    public void close() {
        workers.forEach(Supervised::close);
    }
}
