package semel.lab;

import java.nio.file.Path;
import semel.kit.Child;
import semel.sandbox.Build;

/** A worker of a lane of this room. */
final class LabWorker extends Child implements Hand {
    private static final int HEAP_MEGABYTES = 128;

    LabWorker(Lane lane, Workplace here) {
        super(
                here.prefix() + here.instance(),
                Build.java(HEAP_MEGABYTES, Path.of("target", "kit"), Worker.class, lane.name(), here.describe()));
    }

    @Override
    public Child process() {
        return this;
    }

    @Override
    public boolean isReady() {
        return output().contains(Workplace.READY);
    }

    @Override
    public void arm(Moment moment, Strike strike) {
        tell(moment + " " + strike + "\n");
    }

    @Override
    public boolean isStruck(Moment moment, Strike strike) {
        return output().contains(Moments.mark(moment, strike));
    }
}
