package semel.lab;

import java.nio.file.Path;
import semel.kit.ChildProcess;
import semel.sandbox.BuildOutput;

/** Starts a worker of a lane in its own process, and sends it the faults to inject. */
final class WorkerProcess extends ChildProcess implements LaneWorker {
    private static final int HEAP_MEGABYTES = 128;

    WorkerProcess(Lane lane, WorkerSettings settings) {
        super(
                settings.prefix() + settings.instance(),
                BuildOutput.java(
                        HEAP_MEGABYTES, Path.of("target", "kit"), WorkerMain.class, lane.name(), settings.describe()));
    }

    @Override
    public ChildProcess process() {
        return this;
    }

    @Override
    public boolean isReady() {
        return output().contains(WorkerSettings.READY);
    }

    @Override
    public void arm(FaultMoment moment, FaultAction action) {
        tell(moment + " " + action + "\n");
    }

    @Override
    public boolean hasInjected(FaultMoment moment, FaultAction action) {
        return output().contains(MomentSwitch.mark(moment, action));
    }
}
