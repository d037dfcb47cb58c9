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

/** Runs the workers of a lane, each under a supervisor that restarts it. */
final class LaneWorkers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final Experiment experiment;
    private final TestPipeline pipeline;
    private final List<Supervised<?>> workers = new ArrayList<>();
    private int started;

    LaneWorkers(Experiment experiment, TestPipeline pipeline) {
        this.experiment = experiment;
        this.pipeline = pipeline;
    }

    /** Starts one more worker, and waits until it is ready. */
    void startOne() {
        var instance = "worker-" + started++;
        Supervised<?> worker = experiment.lane().isThePipeline()
                ? new Supervised<>(() -> replica(instance))
                : new Supervised<>(() -> new WorkerProcess(experiment.lane(), workerSettings(instance)));
        workers.add(worker);
        await().atMost(PATIENCE).until(() -> current(worker).isReady());
    }

    /** Stops the worker that was started last. */
    void stopLast() {
        workers.remove(workers.size() - 1).close();
    }

    private PipelineWorker replica(String instance) {
        var settings = new HashMap<>(pipeline.settings());
        settings.put("semel.instance", instance);
        if (experiment.fault() == LabFault.JOIN_KIP_848) {
            // The default assignor may give one worker all partitions with orders. Then the other one has only
            // receipts, and a fault injected into it affects no order.
            settings.put("mp.messaging.incoming.to-decide.group.remote.assignor", "range");
        }
        return experiment.lane() == Lane.AS_DOCUMENTED
                ? PipelineWorker.start(DocumentedJar.path(), settings, DocumentedJar.failing(), DocumentedJar.EXCHANGE)
                : PipelineWorker.start(App.JAR, settings, Failpoint.fails());
    }

    private WorkerSettings workerSettings(String instance) {
        var settings = pipeline.settings();
        return new WorkerSettings(
                settings.get("kafka.bootstrap.servers"),
                settings.get("semel.topics.prefix"),
                instance,
                experiment.fault().topology().protocol(),
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"),
                null);
    }

    private static LaneWorker current(Supervised<?> worker) {
        return (LaneWorker) worker.current();
    }

    /** Injects a fault into one of the workers, and waits until it takes effect. @return that worker */
    ChildProcess inject(Random random, FaultMoment moment, FaultAction action) {
        var worker = current(workers.get(random.nextInt(workers.size())));
        worker.arm(moment, action);
        await().atMost(PATIENCE).pollInterval(POLL_INTERVAL).until(() -> worker.hasInjected(moment, action));
        return worker.process();
    }

    /** CPU time of all workers since they started. */
    Duration cpu() {
        return workers.stream().map(worker -> current(worker).process().cpu()).reduce(Duration.ZERO, Duration::plus);
    }

    /** Whether no worker has ended since it was started. */
    boolean areAllUninterrupted() {
        return workers.stream().allMatch(worker -> worker.ends() == 0);
    }

    @Override
    public void close() {
        workers.forEach(Supervised::close);
    }
}
