package semel.sandbox;

import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Signs a token with all roles, in dev mode with {@code semel.security=jwt}, with the private key that Quarkus generates for this run. */
@IfBuildProfile("dev")
@Singleton
class DevToken {
    private static final Duration LIFETIME = Duration.ofHours(12);
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
    private static final String CLAIMS = "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"dev\","
            + "\"groups\":[\"order-writer\",\"order-reader\",\"operator\"],\"iat\":%s,\"exp\":%s}";

    private final Config config;

    DevToken(Config config) {
        this.config = config;
    }

    /** @return empty if no token is needed, or if Quarkus has no key to sign one */
    Optional<String> token() {
        var isNeeded = config.getOptionalValue("semel.security", String.class)
                .filter("jwt"::equalsIgnoreCase)
                .isPresent();
        return isNeeded
                ? config.getOptionalValue("smallrye.jwt.sign.key", String.class).map(this::signed)
                : Optional.empty();
    }

    private String signed(String key) {
        var now = Instant.now();
        var claims = CLAIMS.replaceFirst("%s", config.getValue("mp.jwt.verify.issuer", String.class))
                .replaceFirst("%s", config.getValue("mp.jwt.verify.audiences", String.class))
                .replaceFirst("%s", Long.toString(now.getEpochSecond()))
                .replaceFirst("%s", Long.toString(now.plus(LIFETIME).getEpochSecond()));
        var text =
                base64(HEADER.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        return text + "." + base64(signature(key, text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] signature(String key, byte[] text) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key));
            signature.initSign(KeyFactory.getInstance("RSA").generatePrivate(encoded));
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("no token can be signed for dev mode", failed);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
