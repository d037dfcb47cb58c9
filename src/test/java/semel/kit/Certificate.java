package semel.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a self-signed certificate for a server on 127.0.0.1.
 *
 * @param keyStore PKCS 12, protected by {@link #PASSWORD}
 * @param pem the certificate that clients must trust
 */
public record Certificate(Path keyStore, Path pem) {
    public static final String PASSWORD = "of no use elsewhere";

    private static final String ALIAS = "server";

    /** Makes it with the JDK's keytool. */
    public static Certificate make() {
        try {
            var folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "kit")), "certificate-")
                    .toAbsolutePath();
            var made = new Certificate(folder.resolve("server.p12"), folder.resolve("server.pem"));
            keytool(made, "-genkeypair", "-keyalg", "EC", "-dname", "CN=server", "-ext", "SAN=ip:127.0.0.1");
            keytool(made, "-exportcert", "-rfc", "-file", made.pem.toString());
            return made;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void keytool(Certificate made, String... what) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(what));
        command.addAll(List.of(
                "-alias",
                ALIAS,
                "-storetype",
                "PKCS12",
                "-keystore",
                made.keyStore.toString(),
                "-storepass",
                PASSWORD));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
