package semel.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;

/** Sends raw bytes as an HTTP request, also those that no client would send. */
public final class RawHttp {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_MILLIS = 30_000;

    private RawHttp() {}

    /** @param head status line and headers, unchanged */
    public record Answer(String head, String body) {
        public int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        /** @return the header's value, or an empty text */
        public String header(String name) {
            return Arrays.stream(head.split("\r\n"))
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException noJson) {
                throw new AssertionError("no JSON: " + body, noJson);
            }
        }
    }

    /** @return the bytes of a request with {@code Connection: close} */
    public static byte[] request(String method, String path, String headers, byte[] body) {
        var head = method + " " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n" + headers
                + "Content-Length: " + body.length + "\r\n\r\n";
        var request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }

    /** @return everything until the server closes the connection; status 0 if that is nothing */
    public static Answer send(URI server, byte[] request) {
        return send(server, request, false);
    }

    /** Closes the output after the request. */
    static Answer sendAndHangUp(URI server, byte[] request) {
        return send(server, request, true);
    }

    private static Answer send(URI server, byte[] request, boolean hangUp) {
        var answer = new ByteArrayOutputStream();
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            if (hangUp) {
                socket.shutdownOutput();
            }
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            // The bytes before the reset are the answer.
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return answer(answer.toString(UTF_8));
    }

    private static Answer answer(String text) {
        var end = text.indexOf("\r\n\r\n");
        return end < 0 ? new Answer("HTTP/1.1 000", text) : new Answer(text.substring(0, end), text.substring(end + 4));
    }
}
