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
    void callersDuringARunShareTheNextRun() {
        // Given
        var first = subscriber();
        begun.get(0).onNext("first");
        // When
        var others = List.of(subscriber(), subscriber(), subscriber());
        // Then
        assertThat(begun).hasSize(1);
        begun.get(0).onComplete();
        first.assertItems("first").assertCompleted();
        assertThat(begun).hasSize(2);
        begun.get(1).onNext("second");
        others.forEach(other -> other.assertItems("second"));
    }

    @Test
    void aLateSubscriberGetsAllItemsOfItsRun() {
        // Given
        var running = subscriber();
        var early = subscriber();
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
    void aFailedAndACancelledRunDoNotBlockTheNext() {
        // Given
        var failing = subscriber();
        var cancelled = subscriber();
        var last = subscriber();
        // When
        cancelled.cancel();
        begun.get(0).onError(new IllegalStateException("no answer"));
        begun.get(1).onComplete();
        // Then
        failing.assertFailedWith(IllegalStateException.class, "no answer");
        last.assertCompleted();
        subscriber();
        assertThat(begun).hasSize(3);
    }

    private Multi<String> begin() {
        var work = UnicastProcessor.<String>create();
        begun.add(work);
        return work;
    }

    private AssertSubscriber<String> subscriber() {
        return task.next().subscribe().withSubscriber(AssertSubscriber.create(9));
    }
}
