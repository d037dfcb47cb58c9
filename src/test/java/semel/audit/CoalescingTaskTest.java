package semel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoalescingTaskTest {
    private final List<UnicastProcessor<String>> begun = new ArrayList<>();
    private final CoalescingTask<String> task = new CoalescingTask<>(this::begin);

    @Test
    void whoeverAsksWhileOneRunsSharesTheNextAndNobodyElseWaits() {
        // Given
        var first = asked();
        begun.get(0).onNext("first");
        // When
        var others = List.of(asked(), asked(), asked());
        // Then
        assertThat(begun).hasSize(1);
        begun.get(0).onComplete();
        first.assertItems("first").assertCompleted();
        assertThat(begun).hasSize(2);
        begun.get(1).onNext("second");
        others.forEach(other -> other.assertItems("second"));
    }

    @Test
    void whoeverComesLateHearsAllOfItsTurn() {
        // Given
        var running = asked();
        var early = asked();
        var late = task.next();
        running.assertNotTerminated();
        begun.get(0).onComplete();
        // When
        begun.get(1).onNext("begun");
        begun.get(1).onComplete();
        // Then
        early.assertItems("begun").assertCompleted();
        late.subscribe()
                .withSubscriber(AssertSubscriber.create(9))
                .assertItems("begun")
                .assertCompleted();
    }

    @Test
    void oneThatFailsAndOneThatNobodyWaitsForDoNotStandInTheWay() {
        // Given
        var failing = asked();
        var cancelled = asked();
        var last = asked();
        // When
        cancelled.cancel();
        begun.get(0).onError(new IllegalStateException("no answer"));
        begun.get(1).onComplete();
        // Then
        failing.assertFailedWith(IllegalStateException.class, "no answer");
        last.assertCompleted();
        asked();
        assertThat(begun).hasSize(3);
    }

    private Multi<String> begin() {
        var work = UnicastProcessor.<String>create();
        begun.add(work);
        return work;
    }

    private AssertSubscriber<String> asked() {
        return task.next().subscribe().withSubscriber(AssertSubscriber.create(9));
    }
}
