package semel.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import semel.kit.ChildProcess;
import semel.lab.WorkerSettings;
import semel.sandbox.BuildOutput;

/** Starts a peer in a JVM with the same options as the application's. */
final class PeerProcess extends ChildProcess implements Ready {
    private static final String HEAP = "-Xmx1g";
    private static final String LISTENING = "Listening on: ";

    PeerProcess(Contender contender, Workload workload, WorkerSettings here, Path recording) {
        super(contender.name(), command(contender, workload, here, recording));
    }

    private static List<String> command(Contender contender, Workload workload, WorkerSettings here, Path recording) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options(recording));
        command.addAll(contender.jvmOptions());
        command.addAll(List.of("-Djava.io.tmpdir=" + Path.of("target", "kit"), "-cp", BuildOutput.classpath()));
        command.addAll(List.of(Peer.class.getName(), contender.approach().name(), workload.name(), here.describe()));
        return command;
    }

    /** Options of every contender's JVM: the defaults, and a heap size that does not depend on the machine. */
    static List<String> options(Path recording) {
        return recording == null
                ? List.of(HEAP)
                : List.of(
                        HEAP,
                        "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording,
                        // At the default depth of 64, every fourth stack of a reactive application ends before the
                        // application's own frames.
                        "-XX:FlightRecorderOptions=stackdepth=256");
    }

    @Override
    public URI base() {
        return output().lines()
                .filter(line -> line.startsWith(LISTENING))
                .findFirst()
                .map(line -> URI.create(line.substring(LISTENING.length())))
                .orElse(null);
    }

    @Override
    public boolean isReady() {
        return output().contains(WorkerSettings.READY);
    }
}
