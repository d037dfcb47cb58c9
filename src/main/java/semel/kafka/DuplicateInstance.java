package semel.kafka;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupType;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Finds another process with the same {@code semel.instance}: the broker lets the newer one fence the older one. */
@ApplicationScoped
public class DuplicateInstance {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Suffixes of the replica's client ids in {@code application.properties}. */
    private static final List<String> CLIENTS = List.of("-decision", "-projection");

    private final Admin admin;
    private final TopicsConfig topics;
    private final String instance;
    private final Map<String, String> ownMembers = new ConcurrentHashMap<>();

    DuplicateInstance(Admin admin, TopicsConfig topics, @ConfigProperty(name = "semel.instance") String instance) {
        this.admin = admin;
        this.topics = topics;
        this.instance = instance;
    }

    /** Stores this process's member id in a group. */
    void joined(String group, String member) {
        ownMembers.put(group, member);
    }

    /**
     * Asks the groups for a member that has this replica's id but is another process.
     *
     * @param why the reason for which a client cannot recover
     * @return the reason, with the other process if one is found within 1 s; never fails
     */
    public Uni<String> named(String why) {
        var within = new DescribeConsumerGroupsOptions().timeoutMs((int) PATIENCE.toMillis());
        var groups = List.of(topics.decisionGroup(), topics.projectionGroup());
        return Uni.createFrom()
                .completionStage(
                        () -> admin.describeConsumerGroups(groups, within).all().toCompletionStage())
                .map(found -> others(found.values()))
                .onFailure()
                .recoverWithItem("")
                .map(why::concat);
    }

    String others(Collection<ConsumerGroupDescription> groups) {
        var others = groups.stream()
                .flatMap(group -> group.members().stream()
                        .filter(member -> isOther(group.groupId(), member))
                        .map(member -> described(group, member)))
                .collect(Collectors.joining(", "));
        return others.isEmpty()
                ? ""
                : "; another process runs with the same semel.instance=" + instance + " (" + others
                        + "): give each replica its own id, unless that process replaced this one";
    }

    private boolean isOther(String group, MemberDescription member) {
        return hasItsId(member) && !member.consumerId().equals(ownMembers.get(group));
    }

    /** Members of KIP-848 have no instance id ({@link GroupProtocol}); a replica's client ids begin with it. */
    private boolean hasItsId(MemberDescription member) {
        return member.groupInstanceId()
                .map(instance::equals)
                .orElseGet(() ->
                        CLIENTS.stream().anyMatch(client -> member.clientId().equals(instance + client)));
    }

    private static String described(ConsumerGroupDescription group, MemberDescription member) {
        var described = "member " + member.consumerId() + " of group " + group.groupId();
        // In the classic protocol the broker still reports client and host of the fenced member.
        return group.type() == GroupType.CLASSIC
                ? described
                : described + ", client " + member.clientId() + " at " + member.host();
    }
}
