package semel.problem;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** An error answer to a client (RFC 9457), without a stack trace, class names or content of the request. */
public final class Problem extends RuntimeException {
    static final String MEDIA_TYPE = "application/problem+json";

    private final int status;
    private final transient Map<String, Object> members = new LinkedHashMap<>();
    private final transient Map<String, Object> headers = new LinkedHashMap<>();

    public Problem(ProblemType type) {
        this(type.status(), type.uri().toString(), type.title());
    }

    private Problem(int status, String type, String title) {
        super(title, null, false, false); // no stack trace: it would cost more than the answer
        this.status = status;
        members.put("type", type);
        members.put("title", title);
        members.put("status", status);
    }

    /** The problem for a status that the framework answers. Its type is {@code about:blank} if no single type has the status. */
    public static Problem of(int status) {
        return ProblemType.of(status)
                .map(Problem::new)
                .orElseGet(() -> new Problem(status, "about:blank", reasonPhrase(status)));
    }

    private static String reasonPhrase(int status) {
        var known = RestResponse.Status.fromStatusCode(status);
        return known == null ? "Status " + status : known.getReasonPhrase();
    }

    /** Adds a member to the answer's body. */
    public Problem with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    public Problem header(String name, Object value) {
        headers.put(name, value);
        return this;
    }

    /**
     * The members of the problem, for an answer that contains several problems.
     *
     * @param root of the application as its client sees it, {@link ApplicationRoot}
     */
    public Map<String, Object> members(String root) {
        var result = new LinkedHashMap<>(members);
        result.computeIfPresent("type", (name, type) -> type.toString().startsWith("/") ? root + type : type);
        return result;
    }

    /** Answers a request outside an endpoint; completes when the answer is written. */
    public Future<Void> answer(RoutingContext exchange) {
        var response = exchange.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        headers.forEach((name, value) -> response.putHeader(name, value.toString()));
        return response.end(new JsonObject(members(ApplicationRoot.of(exchange))).encode());
    }

    /** @param root of the application as its client sees it */
    RestResponse<Map<String, Object>> response(String root) {
        var response = ResponseBuilder.create(RestResponse.Status.OK, members(root))
                .status(status)
                .type(MEDIA_TYPE);
        headers.forEach(response::header);
        return response.build();
    }
}
