package semel.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import semel.kit.App;
import semel.kit.BytemanRule;
import semel.kit.Client;
import semel.lab.DocumentedJar;

/** Starts a replica of the application with the delivered JVM options, except for the heap size. */
final class SemelProcess extends App implements Ready {
    private final Client client = new Client();

    private SemelProcess(Path program, List<String> options, Map<String, String> settings, BytemanRule... rules) {
        super(program, options, settings, rules);
    }

    /** @param recording the file for JFR, or null */
    static SemelProcess start(
            Contender contender,
            Map<String, String> settings,
            Map<String, String> over,
            String instance,
            Path recording) {
        var all = new HashMap<>(settings);
        all.putAll(over);
        all.putAll(contender.settings());
        all.put("semel.instance", instance);
        var options = new ArrayList<>(PeerProcess.options(recording));
        options.addAll(contender.jvmOptions());
        return contender.approach() == Approach.DOCUMENTED
                ? new SemelProcess(contender.program(), options, all, DocumentedJar.EXCHANGE)
                : new SemelProcess(contender.program(), options, all);
    }

    @Override
    public boolean isReady() {
        return base() != null && client.get(base().resolve("/q/health/ready")).status() == 200;
    }
}
