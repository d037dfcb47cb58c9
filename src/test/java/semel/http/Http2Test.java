package semel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import semel.intake.IntakeAndViewAlone;

/** Tests that HTTP/2 without TLS answers like HTTP/1.1, and that a refused stream ends no other. */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class Http2Test {
    private static final int TOO_LARGE = 200 * 1024;
    private static final Set<String> OF_THE_CONNECTION = Set.of("connection", "transfer-encoding", "date");

    @Inject
    Vertx vertx;

    @TestHTTPResource
    URI server;

    private HttpClient client;

    /** @param headers in lower case, without those of the connection */
    record Answer(int status, Map<String, String> headers, String body) {}

    @AfterEach
    void close() {
        client.close();
    }

    private HttpClient speaking(HttpVersion version) {
        client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(version)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1)
                .setMaxPoolSize(1)
                .setDefaultHost(server.getHost())
                .setDefaultPort(server.getPort()));
        return client;
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "GET, /, -",
                "GET, /inventory, -",
                "HEAD, /inventory, -",
                "OPTIONS, /orders, -",
                "PUT, /orders, -",
                "GET, /nothing, -",
                "GET, /inventory;a, -",
                "GET, /asyncapi, -",
                "GET, /q/health/live, -",
                "GET, /orders/01890a5d-ac96-774b-bcce-b302099a8057, -",
                "POST, /orders, {}",
                "POST, /orders, {",
            })
    void anAnswerIsTheSameAsOverHttp1(HttpMethod method, String path, String body) throws Exception {
        var one = answer(speaking(HttpVersion.HTTP_1_1), method, path, body);
        client.close();
        assertThat(answer(speaking(HttpVersion.HTTP_2), method, path, body)).isEqualTo(one);
    }

    @Test
    void aBodyThatIsTooLargeEndsOnlyItsStream() throws Exception {
        // Given
        var http2 = speaking(HttpVersion.HTTP_2);
        var stream = get(http2.request(HttpMethod.GET, "/orders/stream").compose(HttpClientRequest::send));
        var first = new CompletableFuture<Buffer>();
        stream.handler(first::complete);
        first.get(30, TimeUnit.SECONDS);
        var ended = new CompletableFuture<Void>();
        stream.endHandler(ended::complete).exceptionHandler(ended::completeExceptionally);
        // When
        var answer = answer(http2, HttpMethod.POST, "/orders", " ".repeat(TOO_LARGE));
        // Then
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.headers()).doesNotContainKey("connection");
        assertThat(answer.body()).contains("/problems/body-too-large");
        assertThat(answer(http2, HttpMethod.GET, "/inventory", null).status()).isEqualTo(200);
        assertThat(ended).isNotDone();
    }

    /** Over HTTP/2 Vert.x compresses each answer without an encoding: an event stream must name {@code identity}. */
    @Test
    void aListIsCompressedIfAcceptedAndAStreamNever() throws Exception {
        assertThat(encoding(HttpVersion.HTTP_1_1, "/inventory", "gzip")).isEqualTo("gzip");
        assertThat(encoding(HttpVersion.HTTP_2, "/inventory", "gzip")).isEqualTo("gzip");
        assertThat(encoding(HttpVersion.HTTP_1_1, "/orders/stream", "gzip")).isNull();
        assertThat(encoding(HttpVersion.HTTP_2, "/orders/stream", "gzip")).isEqualTo("identity");
        assertThat(encoding(HttpVersion.HTTP_2, "/orders/stream", null)).isNull();
    }

    private String encoding(HttpVersion version, String path, String accepted) throws Exception {
        var http = speaking(version);
        var headers = retried(() -> get(http.request(HttpMethod.GET, path).compose(request -> {
                    if (accepted != null) {
                        request.putHeader("Accept-Encoding", accepted);
                    }
                    return request.send()
                            .map(answer -> answer.exceptionHandler(closed -> {}))
                            .map(answer -> new Answer(answer.statusCode(), headers(answer), ""));
                })))
                .headers();
        client.close();
        return headers.get("content-encoding");
    }

    /** Asks again if the answer is 503, as a client does: on a busy machine the first query takes longer than a read waits. */
    private static Answer retried(Callable<Answer> request) {
        return await().atMost(60, TimeUnit.SECONDS).until(request, answer -> answer.status() != 503);
    }

    private static Answer answer(HttpClient client, HttpMethod method, String path, String body) {
        return retried(() -> get(client.request(method, path).compose(request -> {
            var sent = body == null
                    ? request.send()
                    : request.putHeader("Content-Type", "application/json").send(body);
            return sent.compose(response -> response.body()
                    .map(whole -> new Answer(response.statusCode(), headers(response), whole.toString())));
        })));
    }

    private static Map<String, String> headers(HttpClientResponse response) {
        var headers = new TreeMap<String, String>();
        response.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        headers.keySet().removeAll(OF_THE_CONNECTION);
        return headers;
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
