package semel.operation;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Spans of what goes past the connector: the records that intake sends, and the batches. Where the SDK is off, work is only passed
 * through. Names and attributes are OpenTelemetry's for messaging; no key, no id, no payload.
 *
 * @see "docs/reference/logs-and-traces.md"
 */
@Singleton
public class Tracing {
    private static final W3CTraceContextPropagator PROPAGATOR = W3CTraceContextPropagator.getInstance();

    private static final Consumer<Throwable> UNTRACED = failure -> {};

    private final Tracer tracer;
    private final boolean isOff;

    Tracing(OpenTelemetry telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean isOff) {
        this.tracer = telemetry.getTracer("semel");
        this.isOff = isOff;
    }

    /** Sends a record in a span of its own, within that of the request, and puts the span's context into its headers. */
    public <T> Uni<T> send(ProducerRecord<byte[], byte[]> record, Supplier<Uni<T>> work) {
        return isOff ? work.get() : within(started(record, Context.current()), work);
    }

    /**
     * As {@link #send}, for a record whose outcome comes by a callback.
     *
     * @param parent what the record is sent for: its request may be over, and its context gone from where it is sent
     * @return ends the span, with the failure or null
     */
    public Consumer<Throwable> sending(ProducerRecord<byte[], byte[]> record, Context parent) {
        if (isOff) {
            return UNTRACED;
        }
        var span = started(record, parent);
        return failure -> end(span, failure, false);
    }

    private Span started(ProducerRecord<byte[], byte[]> record, Context parent) {
        var span = tracer.spanBuilder("send " + record.topic())
                .setParent(parent)
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.destination.name", record.topic())
                .startSpan();
        PROPAGATOR.inject(parent.with(span), record.headers(), Tracing::put);
        return span;
    }

    // Not add alone: a header that somebody else put there would stand before it.
    private static void put(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Works off a batch in a span, which is linked to all that its records stem from, and is a child of the first: an order
     * that comes alone has one trace. Sampled where one of those was.
     */
    public <T> Uni<T> process(String group, ConsumerRecords<byte[], byte[]> records, Function<SpanSteps, Uni<T>> work) {
        var origins = isOff ? Set.<SpanContext>of() : origins(records);
        if (origins.isEmpty()) {
            return work.apply(SpanSteps.UNTRACED);
        }
        var first = Context.root().with(Span.wrap(origins.iterator().next()));
        var builder = tracer.spanBuilder("process " + group)
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(first)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.consumer.group.name", group)
                .setAttribute("messaging.batch.message_count", records.count());
        origins.forEach(builder::addLink);
        var span = builder.startSpan();
        return within(span, () -> work.apply(new SpanSteps(tracer, first.with(span))));
    }

    private static Set<SpanContext> origins(ConsumerRecords<byte[], byte[]> records) {
        var origins = new LinkedHashSet<SpanContext>();
        records.forEach(record -> {
            var context = PROPAGATOR.extract(Context.root(), record.headers(), HeaderGetter.HEADERS);
            var origin = Span.fromContext(context).getSpanContext();
            if (origin.isSampled()) {
                origins.add(origin);
            }
        });
        return origins;
    }

    /** What is done with one batch, each part a span. */
    public static final class SpanSteps {
        private static final SpanSteps UNTRACED = new SpanSteps(null, null);

        private final Tracer tracer;
        private final Context batch;

        private SpanSteps(Tracer tracer, Context batch) {
            this.tracer = tracer;
            this.batch = batch;
        }

        public <T> Uni<T> step(String name, Supplier<Uni<T>> work) {
            return tracer == null
                    ? work.get()
                    : within(tracer.spanBuilder(name).setParent(batch).startSpan(), work);
        }
    }

    private static <T> Uni<T> within(Span span, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .<T>deferred(work::get)
                .onTermination()
                .invoke((item, failure, isCancelled) -> end(span, failure, isCancelled));
    }

    // The class alone: a message may quote what a client wrote.
    private static void end(Span span, Throwable failure, boolean isCancelled) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute("error.type", failure.getClass().getName());
        } else if (isCancelled) {
            span.setStatus(StatusCode.ERROR, "cancelled");
        }
        span.end();
    }

    private enum HeaderGetter implements TextMapGetter<Headers> {
        HEADERS;

        @Override
        public Iterable<String> keys(Headers headers) {
            return List.of(TraceHeaders.PARENT, TraceHeaders.STATE);
        }

        @Override
        public String get(Headers headers, String name) {
            return TraceHeaders.of(headers).stream()
                    .filter(header -> header.key().equals(name))
                    .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                    .findAny()
                    .orElse(null);
        }
    }
}
