package semel.wire;

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

class NamesakeTest {
    private static final String GROUP = "semel-decision";

    private final Namesake namesake = new Namesake(null, new TestTopics(), "semel-0");

    @Test
    void neitherThisProcessNorAnotherReplicaIsOne() {
        namesake.joined(GROUP, "m-0");
        assertThat(told(GroupType.CLASSIC, member("m-0", "semel-0"), member("m-1", "semel-1")))
                .isEmpty();
    }

    @Test
    void anotherMemberWithTheSameIdIsNamedByItsMemberId() {
        namesake.joined(GROUP, "m-0");
        assertThat(told(GroupType.CLASSIC, member("m-2", "semel-0")))
                .contains("another process runs as semel.instance=semel-0 (member m-2 of group semel-decision)")
                .doesNotContain("/10.0.0.7");
    }

    @Test
    void anotherMemberThatStandsInTheWayOfThisOneIsNamedWithItsHost() {
        assertThat(told(GroupType.CONSUMER, member("m-2", "semel-0")))
                .contains("(member m-2 of group semel-decision, client its-client at /10.0.0.7)");
    }

    private String told(GroupType type, MemberDescription... members) {
        return namesake.others(List.of(new ConsumerGroupDescription(
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
        return new MemberDescription(
                id,
                Optional.of(instance),
                "its-client",
                "/10.0.0.7",
                new MemberAssignment(Set.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
