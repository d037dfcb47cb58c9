package semel.audit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
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
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import semel.access.Roles;

/** {@code GET /audit} and {@code GET /audit/progress}: the verdict on everything that came in before the question. */
@Path("/audit")
@RolesAllowed(Roles.OPERATOR)
class AuditEndpoint {
    private final Audit audit;

    AuditEndpoint(Audit audit) {
        this.audit = audit;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Report> report() {
        return audit.ask().collect().last().map(last -> ((Progress.Verdict) last).report());
    }

    @GET
    @Path("/progress")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> progress(
            @Context Sse sse, @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String verdict) {
        if (verdict != null) {
            throw new VerdictIsKnown();
        }
        return audit.ask().map(step -> event(sse, step));
    }

    static final class VerdictIsKnown extends RuntimeException {}

    /** Nothing else keeps an EventSource from coming back for one audit after another. */
    @ServerExceptionMapper
    RestResponse<Void> noMore(VerdictIsKnown known) {
        return RestResponse.noContent();
    }

    private static OutboundSseEvent event(Sse sse, Progress step) {
        var event = sse.newEventBuilder().name(step.event()).mediaType(MediaType.APPLICATION_JSON_TYPE);
        return step instanceof Progress.Verdict verdict
                ? event.id(verdict.report().cut().toString())
                        .data(verdict.report())
                        .build()
                : event.data(step).build();
    }
}
