package semel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import semel.kit.GeneratedPage;

/** Generates the page of the REST interface from the OpenAPI document. */
class RestPageTest {
    private static final Path PAGE = Path.of("docs", "reference", "rest.md");
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private final JsonNode document = new YAMLMapper()
            .readTree(Path.of("src", "main", "resources", "META-INF", "openapi.yaml")
                    .toFile());

    RestPageTest() throws IOException {}

    private record Operation(String method, String path, JsonNode described) {}

    @Test
    void thePageIsUpToDate() throws IOException {
        GeneratedPage.isTodays(PAGE, page(), RestPageTest.class);
    }

    private String page() {
        return """
            # REST interface

            Generated from the OpenAPI document by `RestPageTest`; do not edit. A running replica serves the document at `/q/openapi`, with every field, header and
            example; dev mode also has `/q/swagger-ui`.

            | request | what it does | roles | answers |
            |---|---|---|---|
            %s
            - *Roles* are those of `semel.security=jwt`: a token needs one of them ([how to secure it](../how-to/secure.md)).
            - Amounts are integers in the currency's minor unit. Times are RFC 3339 in UTC.
            - `Idempotency-Key`: 1 to 255 printable ASCII characters, quoted or bare. The same request under the same key counts once, however often it is sent; a key belongs to its
              caller. Repeat a request without an answer, or with 503, under the same key.
            - A body must not be compressed: with a `Content-Encoding` the answer is 415. Answers are compressed for clients that send `Accept-Encoding: gzip`.
            - Over HTTP/2 an answer that could be compressed for its client but is not, such as a stream, has `Content-Encoding: identity`: without it Vert.x compresses whatever it sends.
            - Over HTTP/2 a client that leaves a stream unread should still give back the window of the connection. Where it does not, its other streams get nothing until the server
              resets those that are stuck, after 60 s (`semel.view.unread`). The window belongs to the client, so the server cannot divide it.
            - A connection on which nothing is sent for 60 s is closed (`quarkus.http.idle-timeout`); streams and audits send something more often.
            - Lists have `limit` (%s to %s, default %s) and `cursor`. Send the `next` of one page as the `cursor` of the following one.

            ## Problems

            An error is an `application/problem+json` (RFC 9457). What each type means and what to do is on the page [problems](problems.md). Every request can also be answered
            `internal`, `invalid-request`, `not-acceptable`, `method-not-allowed`, `transfer-encoding-unknown` or `stopping`, and with `semel.security=jwt` `unauthenticated` or `forbidden`.

            No problem, and no body, has what cannot be read as a request: a malformed line or header, or a path or query that is no valid URI, such as `%%zz` (400); a request line
            of more than 4,096 bytes (414); headers of more than 20 KiB (431). Vert.x answers it, and Quarkus the invalid URI, ahead of every route, and Quarkus starts the server
            without a place for another answer (`HttpServer.invalidRequestHandler`). Nothing is logged for it. A version other than HTTP/1.0, 1.1 and 2 is answered 505, with a
            problem of the type `about:blank`.

            | request | problems |
            |---|---|
            %s\
            """.formatted(
                        rows(this::row),
                        parameter("minimum"),
                        parameter("maximum"),
                        parameter("default"),
                        rows(this::problems));
    }

    private String parameter(String bound) {
        return document.at("/components/parameters/Limit/schema").get(bound).asText();
    }

    private String rows(Function<Operation, String> row) {
        return operations().map(row).collect(Collectors.joining());
    }

    private Stream<Operation> operations() {
        return names(document.get("paths"))
                .flatMap(path -> METHODS.stream()
                        .filter(document.get("paths").get(path)::has)
                        .map(method -> new Operation(
                                method.toUpperCase(Locale.ROOT),
                                path,
                                document.get("paths").get(path).get(method))));
    }

    private String row(Operation operation) {
        return "| %s | %s | %s | %s |\n"
                .formatted(
                        request(operation),
                        operation.described().get("summary").asText(),
                        roles(operation),
                        answers(operation));
    }

    private String request(Operation operation) {
        return "`" + operation.method() + " " + operation.path() + "`";
    }

    private static String roles(Operation operation) {
        var roles = new TreeSet<String>();
        operation
                .described()
                .get("security")
                .forEach(one -> one.get("bearer").forEach(role -> roles.add("`" + role.asText() + "`")));
        return roles.isEmpty() ? "anyone" : String.join(", ", roles);
    }

    private static String answers(Operation operation) {
        return names(operation.described().get("responses"))
                .filter(status -> status.startsWith("2") || status.startsWith("3"))
                .collect(Collectors.joining(", "));
    }

    /** @return a row with the problems of the operation, without those of every request */
    private String problems(Operation operation) {
        var problems = new ArrayList<String>();
        names(operation.described().get("responses"))
                .filter(status -> !List.of("401", "403", "406", "500").contains(status))
                .map(operation.described().get("responses")::get)
                .filter(response -> response.has("$ref"))
                .map(response -> document.at(response.get("$ref").asText().substring(1)))
                .flatMap(response -> names(response.at("/content/application~1problem+json/examples")))
                .forEach(name -> problems.add("[%s](problems.md#%s)".formatted(name, name)));
        return "| %s | %s |\n".formatted(request(operation), String.join(", ", problems));
    }

    private static Stream<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false);
    }
}
