package semel.lab;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import semel.kit.App;
import semel.kit.ChildProcess;
import semel.kit.Failpoint;
import semel.kit.Supervised;
import semel.kit.TestPipeline;

/** The workers of a lane, each under its supervisor. */
final class LaneWorkers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Experiment experiment;
    private final TestPipeline pipeline;
    private final List<Supervised<?>> workers = new ArrayList<>();
    private int hired;

    LaneWorkers(Experiment experiment, TestPipeline pipeline) {
        this.experiment = experiment;
        this.pipeline = pipeline;
    }

    /** One more. Returns when it is ready. */
    void hire() {
        var instance = "worker-" + hired++;
        Supervised<?> worker = experiment.lane().isThePipeline()
                ? new Supervised<>(() -> replica(instance))
                : new Supervised<>(() -> new WorkerProcess(experiment.lane(), workplace(instance)));
        workers.add(worker);
        await().atMost(PATIENCE).until(() -> hand(worker).isReady());
    }

    /** The one that was hired last goes for good. */
    void dismiss() {
        workers.remove(workers.size() - 1).close();
    }

    private PipelineWorker replica(String instance) {
        var settings = new HashMap<>(pipeline.settings());
        settings.put("semel.instance", instance);
        if (experiment.trouble() == LabFault.JOIN_KIP_848) {
            // The default may give every partition with orders to one worker, and only receipts to the other, into
            // which
            // the fault is injected.
            settings.put("mp.messaging.incoming.to-decide.group.remote.assignor", "range");
        }
        return experiment.lane() == Lane.AS_DOCUMENTED
                ? PipelineWorker.start(DocumentedJar.path(), settings, DocumentedJar.failing(), DocumentedJar.EXCHANGE)
                : PipelineWorker.start(App.JAR, settings, Failpoint.fails());
    }

    private WorkerSettings workplace(String instance) {
        var settings = pipeline.settings();
        return new WorkerSettings(
                settings.get("kafka.bootstrap.servers"),
                settings.get("semel.topics.prefix"),
                instance,
                experiment.trouble().ground().protocol(),
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"),
                null);
    }

    private static LaneWorker hand(Supervised<?> worker) {
        return (LaneWorker) worker.current();
    }

    /** Injects the fault into one of them. @return that worker, once the fault has its effect */
    ChildProcess inject(Random random, FaultMoment moment, FaultAction action) {
        var hand = hand(workers.get(random.nextInt(workers.size())));
        hand.arm(moment, action);
        await().atMost(PATIENCE).pollInterval(LOOK).until(() -> hand.isStruck(moment, action));
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
