package semel.audit;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** {@code GET /audit}: the verdict on everything that came in before the question. Answers within the audit's patience. */
@Path("/audit")
class AuditEndpoint {
    private final Audit audit;

    AuditEndpoint(Audit audit) {
        this.audit = audit;
    }

    @GET
    public Uni<Report> report() {
        return audit.report();
    }
}
