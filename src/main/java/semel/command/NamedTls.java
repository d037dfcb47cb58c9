package semel.command;

import io.quarkus.tls.runtime.config.KeyStoreConfig;
import io.quarkus.tls.runtime.config.TlsBucketConfig;
import io.quarkus.tls.runtime.config.TrustStoreConfig;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.SslConfigs;

/**
 * Translates a named TLS configuration ({@code quarkus.tls.<name>.*}) to Kafka's own settings, because the SSL engine factory
 * that Quarkus gives to Kafka's clients needs a running application.
 */
final class NamedTls {
    private NamedTls() {}

    /** @throws IllegalStateException if {@code trust-all} is set: Kafka has no such setting */
    static Map<String, Object> settings(String name, TlsBucketConfig config) {
        if (config.trustAll()) {
            throw new IllegalStateException("quarkus.tls." + name + ".trust-all is not supported here: set quarkus.tls."
                    + name + ".trust-store");
        }
        var settings = new HashMap<String, Object>();
        config.trustStore().ifPresent(store -> trust(settings, store));
        config.keyStore().ifPresent(store -> identity(settings, store));
        return settings;
    }

    private static void trust(Map<String, Object> settings, TrustStoreConfig store) {
        store.pem().ifPresent(pem -> {
            settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            settings.put(
                    SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG,
                    text(pem.toOptions().getCertValues()));
        });
        store.p12().ifPresent(file -> trust(settings, "PKCS12", file.path(), file.password()));
        store.jks().ifPresent(file -> trust(settings, "JKS", file.path(), file.password()));
    }

    private static void trust(Map<String, Object> settings, String type, Path file, Optional<String> password) {
        settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, type);
        settings.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, file.toString());
        password.ifPresent(secret -> settings.put(SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG, secret));
    }

    private static void identity(Map<String, Object> settings, KeyStoreConfig store) {
        store.pem().ifPresent(pem -> {
            var pair = pem.toOptions();
            settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
            settings.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, text(pair.getCertValues()));
            settings.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, text(pair.getKeyValues()));
        });
        store.p12().ifPresent(file -> identity(settings, "PKCS12", file.path(), file.password()));
        store.jks().ifPresent(file -> identity(settings, "JKS", file.path(), file.password()));
    }

    private static void identity(Map<String, Object> settings, String type, Path file, Optional<String> password) {
        settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, type);
        settings.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, file.toString());
        password.ifPresent(secret -> settings.put(SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG, secret));
    }

    private static String text(List<Buffer> pieces) {
        return pieces.stream().map(Buffer::toString).collect(Collectors.joining("\n"));
    }
}
