package semel.lab;

import java.nio.file.Path;
import semel.kit.ChildProcess;
import semel.sandbox.BuildOutput;

/** A running worker of a lane. */
final class WorkerProcess extends ChildProcess implements LaneWorker {
    private static final int HEAP_MEGABYTES = 128;

    WorkerProcess(Lane lane, WorkerSettings here) {
        super(
                here.prefix() + here.instance(),
                BuildOutput.java(
                        HEAP_MEGABYTES, Path.of("target", "kit"), WorkerMain.class, lane.name(), here.describe()));
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
    public boolean isStruck(FaultMoment moment, FaultAction action) {
        return output().contains(MomentSwitch.mark(moment, action));
    }
}
