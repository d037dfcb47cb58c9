package semel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Finds free TCP ports of 127.0.0.1. Another process may take a free port before it is used, so callers repeat their start. */
public final class Ports {
    private Ports() {}

    /** @return the preferred port if it is free, otherwise another; 0 for any */
    static int freeOr(int preferred) {
        return preferred != 0 && isFree(preferred) ? preferred : free();
    }

    public static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Checks all interfaces: users would not expect a port on which another process listens. */
    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections in TIME_WAIT do not count, listeners do
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** Whether a process listens on this port of 127.0.0.1. */
    static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException notListening) {
            return false;
        }
    }
}
