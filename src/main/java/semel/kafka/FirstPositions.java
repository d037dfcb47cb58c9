package semel.kafka;

import io.quarkus.runtime.annotations.RegisterForProxy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.internals.AsyncKafkaConsumer;
import org.apache.kafka.clients.consumer.internals.ConsumerDelegate;

/**
 * Lets a consumer with {@code group.protocol=consumer} poll again if it looked for a position too early. Its network thread asks for
 * the committed offset of a new partition before the rebalance listener, which commits the first one ({@link GroupStart}), has run;
 * with {@code auto.offset.reset=none} the poll then throws. The next poll runs the listener first. Kafka delivers a partition's records
 * only after its listener has returned, so nothing is read from an unchecked position.
 *
 * @see "docs/explanation/decisions/0020-a-poll-before-the-first-offset-is-repeated.md"
 */
@Singleton
@RegisterForReflection(targets = KafkaConsumer.class, methods = false)
@RegisterForProxy(targets = ConsumerDelegate.class)
class FirstPositions {
    /** The connector fires this event for each new consumer, before it subscribes. */
    void created(@Observes Consumer<?, ?> consumer) {
        await(consumer);
    }

    /** Changes only consumers of the new protocol: others run the listener before they ask for a position. */
    static void await(Consumer<?, ?> consumer) {
        if (consumer.getClass() != KafkaConsumer.class) {
            return;
        }
        try {
            // There is no other hook: the connector creates its consumer, and retries all failures of a poll or none.
            var field = KafkaConsumer.class.getDeclaredField("delegate");
            field.setAccessible(true);
            if (field.get(consumer) instanceof AsyncKafkaConsumer<?, ?> polled) {
                field.set(consumer, patient(polled));
            }
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException(
                    "this version of kafka-clients is not supported: see decision 0020", changed);
        }
    }

    private static Object patient(AsyncKafkaConsumer<?, ?> consumer) {
        return Proxy.newProxyInstance(
                ConsumerDelegate.class.getClassLoader(),
                new Class<?>[] {ConsumerDelegate.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(consumer, arguments);
                    } catch (InvocationTargetException thrown) {
                        if (method.getName().equals("poll")
                                && thrown.getCause() instanceof NoOffsetForPartitionException) {
                            return ConsumerRecords.empty();
                        }
                        throw thrown.getCause();
                    }
                });
    }
}
