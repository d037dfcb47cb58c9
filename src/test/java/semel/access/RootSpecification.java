package semel.access;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import semel.intake.IntakeAndViewAlone;
import semel.intake.RawHttp;

/** Checks that access rules and links hold under other root paths. One subclass for each build. */
abstract class RootSpecification {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LINK = Pattern.compile("<li( data-operation)?><a href=\"([^\"]+)\"");
    private static final String PROXIED = "X-Forwarded-Prefix";
    private static final String ORDER =
            "{\"customerId\":\"c-1\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"p-1\",\"quantity\":1,\"unitPrice\":5}]}";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Root of the application, with a trailing slash. */
    abstract URI application();

    /** Root of Quarkus's paths (health, metrics, OpenAPI), with a trailing slash. */
    abstract URI operation();

    /** Verifies tokens, trusts the proxy's headers, and runs no pipeline. */
    static Map<String, String> settings(Map<String, String> build) {
        var settings = new HashMap<>(new IntakeAndViewAlone().getConfigOverrides());
        settings.putAll(new Tokens.Verified().getConfigOverrides());
        settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        settings.put("quarkus.http.proxy.enable-forwarded-prefix", "true");
        settings.put("semel.audit.patience", "1s"); // without a pipeline every audit takes this long
        settings.putAll(build);
        return settings;
    }

    @Test
    void ofQuarkusPathsOnlyHealthAndTheContractAreOpen() {
        for (var closed :
                List.of("metrics", "metrics/", "metrics/jvm", "arc", "info", "", "%6Detrics", "x/../metrics")) {
            assertThat(get(operation(), closed).statusCode()).as(closed).isEqualTo(401);
            assertThat(get(operation(), closed, Tokens.of("ann", Roles.ORDER_READER, Roles.ORDER_WRITER))
                            .statusCode())
                    .as(closed)
                    .isEqualTo(403);
        }
        assertThat(get(operation(), "metrics", Tokens.of("olga", Roles.OPERATOR))
                        .body())
                .contains("http_server_requests_seconds");
        for (var open : List.of("health", "health/live", "health/ready", "openapi", "openapi.json")) {
            assertThat(get(operation(), open).statusCode()).as(open).isEqualTo(200);
        }
        assertThat(get(application(), "orders").statusCode()).isEqualTo(401);
    }

    @Test
    void theLocationOfAnOrderLeadsToIt() {
        for (var prefix : List.of("", "/shop", "/shop/eu/")) {
            // When
            var accepted = send(prefix, post("orders", ORDER));
            // Then
            assertThat(accepted.statusCode()).isEqualTo(202);
            var location = accepted.headers().firstValue("Location").orElseThrow();
            assertThat(inside(prefix, location).resolve("."))
                    .isEqualTo(application().resolve("orders/"));
            assertThat(get(inside(prefix, location), "", Tokens.of("ann", Roles.ORDER_READER))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void theTypeOfAProblemLeadsToItsExplanation() {
        for (var prefix : List.of("", "/shop")) {
            var whole = json(send(prefix, post("orders", "{}")));
            var ofLine = json(send(prefix, post("orders/batch", "[{}]"))).at("/results/0/problem");
            var notThere =
                    json(send(prefix, HttpRequest.newBuilder(application().resolve("nothing"))));
            for (var problem : List.of(whole, ofLine, notThere)) {
                var type = problem.path("type").textValue();
                var meaning = json(send(prefix, HttpRequest.newBuilder(inside(prefix, type))));
                assertThat(meaning.path("type").textValue()).isEqualTo(type);
            }
        }
    }

    @Test
    void aPrefixFromTheProxyCannotLeadToAnotherSite() {
        for (var prefix :
                List.of("//elsewhere.test", "https://elsewhere.test", "/a b", "/../..", "/\"><script>", "a", "/")) {
            assertThat(send(prefix, post("orders", ORDER))
                            .headers()
                            .firstValue("Location")
                            .orElseThrow())
                    .as(prefix)
                    .startsWith(application().getPath() + "orders/");
        }
    }

    @Test
    void theLinksOfTheStartPageWork() {
        var page = get(application(), "");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        var links = LINK.matcher(page.body()).results().toList();
        assertThat(links).hasSizeGreaterThan(6);
        links.stream()
                .filter(link -> link.group(1) == null || areQuarkusPathsLinked())
                .map(link -> link.group(2))
                .forEach(link -> assertThat(get(application(), link, Tokens.of("olga", Roles.OPERATOR))
                                .statusCode())
                        .as(link)
                        .isNotEqualTo(404));
        assertThat(page.body()).doesNotContain("{operation}");
    }

    /** Whether the start page links to Quarkus's paths. */
    boolean areQuarkusPathsLinked() {
        return true;
    }

    @Test
    void aPathOutsideTheApplicationIsAProblem() {
        get(application(), ""); // the handler for paths outside is installed at the first request
        var beside = get(application().resolve("/"), "beside");
        assertThat(beside.statusCode()).isEqualTo(404);
        assertThat(beside.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void theReferencesInContractsResolve() {
        var asyncApi = json(get(application(), "asyncapi"));
        var schemas = asyncApi.findValuesAsText("$ref").stream()
                .filter(reference -> !reference.startsWith("#"))
                .map(application().resolve("asyncapi")::resolve)
                .toList();
        assertThat(schemas).hasSizeGreaterThan(4).allSatisfy(schema -> {
            var found = get(schema, "");
            assertThat(found.statusCode()).isEqualTo(200);
            assertThat(json(found).path("type").textValue()).isEqualTo("object");
        });
        var server = json(get(operation(), "openapi.json")).at("/servers/0/url").textValue();
        assertThat(operation().resolve("openapi.json").resolve(server).getPath().replaceFirst("/?$", "/"))
                .isEqualTo(application().getPath());
    }

    @Test
    void nothingAfterABodyOfUnknownLengthIsRun() {
        assertThat(get(application(), "problems/gone").statusCode()).isEqualTo(200);
        for (var path : List.of(
                application().resolve("orders"),
                application().resolve("/beside"),
                operation().resolve("health/live"),
                operation().resolve("metrics"))) {
            var behind = "GET " + application().getPath()
                    + "problems/gone HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";
            var answer = RawHttp.send(
                    path,
                    ("GET " + path.getPath() + " HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: xchunked\r\n\r\n" + behind
                                    + behind)
                            .getBytes(ISO_8859_1));
            assertThat(answer.status()).as(path.toString()).isEqualTo(501);
            assertThat(answer.body())
                    .contains("/problems/transfer-encoding-unknown")
                    .doesNotContain("HTTP/1.1");
        }
    }

    /** Removes the proxy's prefix from a link, as the proxy does. */
    private URI inside(String prefix, String link) {
        var proxied = prefix.replaceFirst("/$", "");
        assertThat(link).startsWith(proxied + "/");
        return application().resolve(link.substring(proxied.length()));
    }

    private HttpResponse<String> get(URI base, String path) {
        return send("", HttpRequest.newBuilder(at(base, path)).header("Accept", "application/json, */*;q=0.5"));
    }

    private HttpResponse<String> get(URI base, String path, String token) {
        return send("", HttpRequest.newBuilder(at(base, path)).header("Authorization", "Bearer " + token));
    }

    /** Keeps {@code ..}: a path is not normalized. */
    private static URI at(URI base, String path) {
        return path.isEmpty() ? base : path.contains("..") ? URI.create(base + path) : base.resolve(path);
    }

    private HttpRequest.Builder post(String path, String body) {
        return HttpRequest.newBuilder(application().resolve(path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "roots-" + System.nanoTime())
                .header("Authorization", "Bearer " + Tokens.of("ann", Roles.ORDER_WRITER))
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(String prefix, HttpRequest.Builder request) {
        try {
            return http.send((prefix.isEmpty() ? request : request.header(PROXIED, prefix)).build(), ofString());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException noJson) {
            throw new AssertionError(answer.body(), noJson);
        }
    }
}
