package semel.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Controls a page in Chromium by the DevTools protocol. It needs no driver: Playwright's is 200 MB, and every first {@code ./mvnw}
 * would download it, because the sandbox runs on the class path of the tests.
 */
public final class Browser extends ChildProcess {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/\\s]+)/");
    private static final int PATIENCE_SECONDS = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path profile;
    private final WebSocket page;
    private final AtomicInteger sent = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();

    private Browser(Path chromium, Path profile) {
        super(
                "browser",
                List.of(
                        chromium.toString(),
                        "--headless",
                        "--no-sandbox", // Chromium does not start as root with a sandbox; it loads only our own page
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile));
        this.profile = profile;
        awaitAlive(() -> listening().isPresent());
        page = connect(listening().orElseThrow().group(1));
        List.of("Page", "Runtime", "Log").forEach(domain -> ask(domain + ".enable", Map.of()));
    }

    /** @return the installed browser, if there is one */
    public static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static Browser start(Path chromium) {
        try {
            var folder = Files.createDirectories(Path.of("target", "kit").toAbsolutePath());
            return new Browser(chromium, Files.createTempDirectory(folder, "browser-"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Optional<MatchResult> listening() {
        return LISTENING.matcher(output()).results().findFirst();
    }

    private WebSocket connect(String authority) {
        try {
            var http = HttpClient.newHttpClient();
            var blank = HttpRequest.newBuilder(URI.create("http://" + authority + "/json/new?about:blank"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build();
            var target = JSON.readTree(
                    http.send(blank, HttpResponse.BodyHandlers.ofString()).body());
            return http.newWebSocketBuilder()
                    .buildAsync(URI.create(target.get("webSocketDebuggerUrl").asText()), new Messages())
                    .join();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Sets the size of the viewport, in pixels. */
    public void resize(int width, int height) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Sets the browser's base font size, in pixels. */
    public void baseFontSize(int size) {
        ask("Page.setFontSizes", Map.of("fontSizes", Map.of("standard", size, "fixed", size)));
    }

    public void visit(URI address) {
        ask("Page.navigate", Map.of("url", address.toString()));
    }

    /** @return the script's value in the page; awaits a promise; fails if the script throws */
    public JsonNode evaluate(String script) {
        var answer = ask("Runtime.evaluate", Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(script + " failed: " + answer.get("exceptionDetails"));
        }
        return answer.get("result").path("value");
    }

    /** @return the text of the element with this id, or "" */
    public String text(String id) {
        return evaluate("document.getElementById('" + id + "')?.textContent ?? ''")
                .asText();
    }

    /** Clicks the element with this id. */
    public void click(String id) {
        evaluate("document.getElementById('" + id + "').click()");
    }

    /** @return the viewport without scroll bars, as PNG */
    public byte[] screenshot() {
        ask("Emulation.setScrollbarsHidden", Map.of("hidden", true));
        return Base64.getDecoder()
                .decode(ask("Page.captureScreenshot", Map.of("format", "png"))
                        .get("data")
                        .asText());
    }

    /** Sets the preferred colour scheme: light or dark. */
    public void prefer(String scheme) {
        ask(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Errors that the page logged or did not catch, and resources that it could not load. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    private JsonNode ask(String method, Map<String, ?> parameters) {
        var id = sent.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        pending.put(id, answer);
        try {
            page.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                    .join();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private void receive(JsonNode message) {
        var event = message.path("params");
        switch (message.path("method").asText()) {
            case "" -> pending.remove(message.get("id").asInt()).complete(message.path("result"));
            case "Runtime.exceptionThrown" ->
                errors.add(event.at("/exceptionDetails/exception/description").asText());
            case "Runtime.consoleAPICalled" -> {
                if (event.path("type").asText().equals("error"))
                    errors.add(event.get("args").toString());
            }
            case "Log.entryAdded" -> {
                if (event.at("/entry/level").asText().equals("error"))
                    errors.add(event.get("entry").toString());
            }
            default -> {} // not needed
        }
    }

    /** Joins the parts of a message. */
    private final class Messages implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
            message.append(part);
            if (isLast) {
                try {
                    receive(JSON.readTree(message.toString()));
                } catch (JsonProcessingException impossible) {
                    throw new IllegalStateException(impossible);
                }
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    @Override
    public void close() {
        super.close();
        FileUtils.deleteQuietly(profile.toFile());
    }
}
