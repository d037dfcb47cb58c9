package semel.operation;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import semel.kafka.OpenTransaction;

/** Finds the transactions that are open for too long, and logs each of them. */
@Singleton
class TransactionsWatch {
    private static final Logger LOG = Logger.getLogger(TransactionsWatch.class);

    /** Identifies an open transaction from one look to the next. */
    private record Identity(String partition, long producerId, long firstOffset) {
        static Identity of(OpenTransaction open) {
            return new Identity(open.at().toString(), open.producerId(), open.firstOffset());
        }
    }

    private final OperationConfig settings;
    private final String bootstrapServers;
    private volatile List<OpenTransaction> open = List.of();

    TransactionsWatch(
            OperationConfig settings, @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.settings = settings;
        this.bootstrapServers = bootstrapServers;
    }

    /** Takes the open transactions of a look. Logs each one once when it is open for too long, and once when it has ended. */
    void seen(List<OpenTransaction> transactions) {
        var before = identities(open);
        open = transactions.stream()
                .filter(each -> each.age().compareTo(settings.openTransaction()) >= 0)
                .toList();
        var now = identities(open);
        open.stream()
                .filter(each -> !before.contains(Identity.of(each)))
                .forEach(each -> LOG.warnf(
                        "transaction open partition=%s producer=%s transactionalId=%s offset=%s seconds=%s remedy=[%s]",
                        each.at(),
                        each.producerId(),
                        each.transactionalId(),
                        each.firstOffset(),
                        each.age().toSeconds(),
                        each.remedy(bootstrapServers)));
        before.stream()
                .filter(each -> !now.contains(each))
                .forEach(each -> LOG.infof(
                        "transaction ended partition=%s producer=%s offset=%s",
                        each.partition(), each.producerId(), each.firstOffset()));
    }

    private static Set<Identity> identities(List<OpenTransaction> open) {
        return open.stream().map(Identity::of).collect(Collectors.toSet());
    }

    /** By partition, the transaction that is open for too long and the command that ends it. */
    Map<String, String> tooLongOpen() {
        return open.stream()
                .collect(Collectors.toMap(
                        each -> each.at().toString(), each -> each + "; remedy: " + each.remedy(bootstrapServers)));
    }
}
