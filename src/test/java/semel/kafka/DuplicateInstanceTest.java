package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.junit.jupiter.api.Test;

class DuplicateInstanceTest {
    private static final String GROUP = "semel-decision";

    private final DuplicateInstance duplicate = new DuplicateInstance(null, new TestTopics(), "semel-0");

    @Test
    void thisProcessAndReplicasWithOtherIdsAreNoDuplicates() {
        duplicate.joined(GROUP, "m-0");
        assertThat(duplicates(GroupType.CLASSIC, member("m-0", "semel-0"), member("m-1", "semel-1")))
                .isEmpty();
    }

    @Test
    void anotherMemberWithTheSameIdIsReportedByItsMemberId() {
        duplicate.joined(GROUP, "m-0");
        assertThat(duplicates(GroupType.CLASSIC, member("m-2", "semel-0")))
                .contains(
                        "another process runs with the same semel.instance=semel-0 (member m-2 of group semel-decision)")
                .doesNotContain("/10.0.0.7");
    }

    @Test
    void aMemberWithTheSameIdIsReportedWithItsHostIfThisProcessCouldNotJoin() {
        assertThat(duplicates(GroupType.CONSUMER, member("m-2", "semel-0")))
                .contains("(member m-2 of group semel-decision, client its-client at /10.0.0.7)");
    }

    /** Under KIP-848 a member has no instance id. */
    @Test
    void aMemberWithoutAnInstanceIdIsRecognisedByItsClientId() {
        duplicate.joined(GROUP, "m-0");
        assertThat(duplicates(
                        GroupType.CONSUMER,
                        dynamic("m-0", "semel-0-decision"),
                        dynamic("m-1", "semel-1-decision"),
                        dynamic("m-2", "semel-0-decision")))
                .contains("(member m-2 of group semel-decision, client semel-0-decision at /10.0.0.7)");
    }

    private String duplicates(GroupType type, MemberDescription... members) {
        return duplicate.others(List.of(new ConsumerGroupDescription(
                GROUP,
                false,
                List.of(members),
                "range",
                type,
                GroupState.STABLE,
                null,
                Set.of(),
                Optional.empty(),
                Optional.empty())));
    }

    private static MemberDescription member(String id, String instance) {
        return member(id, Optional.of(instance), "its-client");
    }

    private static MemberDescription dynamic(String id, String client) {
        return member(id, Optional.empty(), client);
    }

    private static MemberDescription member(String id, Optional<String> instance, String client) {
        return new MemberDescription(
                id,
                instance,
                client,
                "/10.0.0.7",
                new MemberAssignment(Set.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
