package semel.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import semel.access.Roles;

/** Serves {@code GET /audit} and {@code GET /audit/progress}: audits everything that was accepted before the request. */
@Path("/audit")
@RolesAllowed(Roles.OPERATOR)
class AuditResource {
    /** Heartbeats per idle timeout: a connection without traffic is closed after that timeout, by proxies too. */
    private static final int BEATS = 3;

    private final Audit audit;
    private final ObjectMapper json;
    private final Vertx vertx;
    private final Duration beat;

    AuditResource(
            Audit audit,
            ObjectMapper json,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.http.idle-timeout") Duration idle) {
        this.audit = audit;
        this.json = json;
        this.vertx = vertx;
        this.beat = idle.dividedBy(BEATS);
    }

    /** Answers the report; sends spaces before it while the audit runs. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public RestMulti<Buffer> report() {
        var verdict = audit.verdict().map(this::body).toMulti();
        return RestMulti.fromMultiData(withBeats(verdict, Buffer.buffer(" ")))
                .encodeAsJsonArray(false)
                .build();
    }

    /** @param between the heartbeat. The work is not cancelled when its client is gone */
    private <T> Multi<T> withBeats(Multi<T> work, T between) {
        return Multi.createFrom().emitter(answer -> {
            var timer = vertx.setPeriodic(beat.toMillis(), fired -> answer.emit(between));
            answer.onTermination(() -> vertx.cancelTimer(timer));
            work.subscribe().with(answer::emit, answer::fail, answer::complete);
        });
    }

    private Buffer body(Report report) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(report));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @GET
    @Path("/progress")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> progress(
            @Context Sse sse, @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String verdict) {
        if (verdict != null) {
            throw new VerdictIsKnown();
        }
        return withBeats(
                audit.ask().map(step -> event(sse, step)),
                sse.newEventBuilder().comment("working").build());
    }

    static final class VerdictIsKnown extends RuntimeException {}

    /** Only a 204 stops an EventSource from reconnecting, and so from starting another audit. */
    @ServerExceptionMapper
    RestResponse<Void> noMore(VerdictIsKnown known) {
        return RestResponse.noContent();
    }

    private static OutboundSseEvent event(Sse sse, Progress step) {
        var event = sse.newEventBuilder().name(step.event());
        return step instanceof Progress.Verdict verdict
                ? event.id(verdict.report().cut().toString())
                        .data(verdict.report())
                        .build()
                : event.data(step).build();
    }
}
