package semel.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests delays and cuts of connections. */
class ProxyTest {
    private ServerSocket server;
    private Proxy proxy;
    private Socket near;
    private Socket far;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        proxy = Proxy.before(server.getLocalPort());
        near = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        far = server.accept();
        near.setSoTimeout(10_000);
        far.setSoTimeout(10_000);
        assertThat(arrives(near, far, "hello")).isEqualTo("hello");
        assertThat(arrives(far, near, "hello")).isEqualTo("hello");
    }

    @AfterEach
    void end() throws IOException {
        near.close();
        far.close();
        proxy.close();
        server.close();
    }

    private static String arrives(Socket from, Socket to, String words) throws IOException {
        say(from, words);
        return hear(to, words.length());
    }

    private static void say(Socket from, String words) throws IOException {
        from.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
    }

    private static String hear(Socket to, int length) throws IOException {
        return new String(to.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void aDelayedConnectionDeliversEverythingInOrderUnderChangingDelays() throws IOException {
        proxy.delay(Duration.ofSeconds(1));
        say(near, "first ");
        far.setSoTimeout(300);
        assertThatThrownBy(() -> far.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        far.setSoTimeout(10_000);
        proxy.delay(Duration.ofMillis(1));
        say(near, "second ");
        proxy.delay(Duration.ZERO);
        say(near, "third");
        assertThat(hear(far, 18)).isEqualTo("first second third");
        assertThat(arrives(near, far, "at once")).isEqualTo("at once");
    }

    @Test
    void aConnectionCutOneWaySendsButReceivesNothing() throws IOException {
        proxy.cut(Proxy.Cut.ONE_WAY);
        assertThat(arrives(near, far, "still there?")).isEqualTo("still there?");
        say(far, "yes");
        near.setSoTimeout(300);
        assertThatThrownBy(() -> near.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aConnectionAfterTheCutIsNotCut() throws IOException {
        proxy.cut(Proxy.Cut.HALF_OPEN);
        try (var later = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
                var there = server.accept()) {
            there.setSoTimeout(10_000);
            assertThat(arrives(later, there, "hello")).isEqualTo("hello");
        }
    }
}
