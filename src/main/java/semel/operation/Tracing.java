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
 * Creates spans that the connector does not: of intake's sends and of batches. Does nothing if the SDK is off. Names and attributes follow
 * OpenTelemetry's conventions for messaging, without keys, ids or payloads.
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

    /** Sends a record in its own span, a child of the request's, and writes the span's context into the record's headers. */
    public <T> Uni<T> send(ProducerRecord<byte[], byte[]> record, Supplier<Uni<T>> work) {
        return isOff ? work.get() : within(started(record, Context.current()), work);
    }

    /**
     * As {@link #send}, for a record whose outcome a callback reports.
     *
     * @param parent the request's context: its request may be over, so the current context may be another
     * @return ends the span; takes the failure or null
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

    // Not add alone: a header of that name may already exist.
    private static void put(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Processes a batch in a span that is linked to the spans of all its records and is a child of the first, so that a single order has
     * one trace. It is sampled if one of those is.
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

    /** Creates a span for each step of a batch. */
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

    // Only the class: a message may quote a client's text.
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
