package semel.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads server-sent events like a browser's EventSource. It keeps all events and the last id, also of a message without an event. */
public final class EventStream implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param name null if it has none */
    public record Event(String id, String name, String data) {}

    private final HttpResponse<InputStream> response;
    private final Thread reader = new Thread(this::read, "event-stream");
    private final List<Event> events = new ArrayList<>();
    private String lastId;
    private int comments;
    private long retryMillis = -1;
    private final List<String> unknown = new ArrayList<>();
    private boolean ended;

    private EventStream(HttpResponse<InputStream> response, String lastId) {
        this.response = response;
        this.lastId = lastId;
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Opens a stream and waits for the answer.
     *
     * @param lastId null for a first connection
     */
    public static EventStream open(URI uri, String lastId, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
        headers.forEach(request::header);
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        try {
            return new EventStream(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()), lastId);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var id = lastId;
            String name = null;
            String data = null;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    keep(id, name, data);
                    name = null;
                    data = null;
                } else if (line.startsWith(":")) {
                    comment();
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data = line.substring(5).strip();
                } else if (line.startsWith("retry:")) {
                    retry(Long.parseLong(line.substring(6).strip()));
                } else {
                    ignore(line);
                }
            }
        } catch (IOException closed) {
            // closed by the client or the server
        }
        end();
    }

    private synchronized void keep(String id, String name, String data) {
        lastId = id;
        if (data != null) {
            events.add(new Event(id, name, data));
        }
    }

    private synchronized void comment() {
        comments++;
    }

    private synchronized void retry(long millis) {
        retryMillis = millis;
    }

    private synchronized void ignore(String line) {
        unknown.add(line);
    }

    private synchronized void end() {
        ended = true;
    }

    public HttpResponse<InputStream> response() {
        return response;
    }

    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /** Id of the last whole message. */
    public synchronized String lastId() {
        return lastId;
    }

    public synchronized int comments() {
        return comments;
    }

    /** -1 if the server sent none. */
    public synchronized long retryMillis() {
        return retryMillis;
    }

    /** Lines that a browser ignores. */
    public synchronized List<String> unknown() {
        return List.copyOf(unknown);
    }

    public synchronized boolean hasEnded() {
        return ended;
    }

    /** Closes the connection and waits for the reader. */
    @Override
    public void close() {
        try {
            response.body().close();
            reader.join();
        } catch (IOException closed) {
            // expected
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
