package semel.access;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens: valid ones, and ones with a fault. */
public final class Tokens {
    private static final String ISSUER = "https://issuer.test";
    private static final String AUDIENCE = "semel";
    private static final KeyPair KEYS = keys();
    private static final KeyPair OTHERS = keys();

    private Tokens() {}

    /** Makes the application verify these tokens. */
    public static class Verified implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "semel.security",
                    "jwt",
                    "mp.jwt.verify.issuer",
                    ISSUER,
                    "mp.jwt.verify.audiences",
                    AUDIENCE,
                    "mp.jwt.verify.publickey",
                    publicKey(),
                    "mp.jwt.verify.publickey.algorithm",
                    "ES256");
        }
    }

    private static String publicKey() {
        return Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded());
    }

    /** Elliptic curves: an RSA key takes seconds in a test's JVM, for each application that a test starts. */
    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    public static String of(String subject, String... roles) {
        return claims(subject, roles).sign(KEYS.getPrivate());
    }

    private static JwtClaimsBuilder claims(String subject, String... roles) {
        return Jwt.issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(subject)
                .groups(Set.of(roles))
                .expiresIn(300);
    }

    private static JwtClaimsBuilder operator() {
        return claims("olga", Roles.OPERATOR);
    }

    /** Each has one fault. */
    static Stream<String> bad() {
        var good = of("olga", Roles.OPERATOR).split("\\.");
        var expired = operator()
                .issuedAt(Instant.now().minusSeconds(900))
                .expiresAt(Instant.now().minusSeconds(600));
        var publicAsSecret = new SecretKeySpec(KEYS.getPublic().getEncoded(), "HmacSHA256");
        return Stream.of(
                expired.sign(KEYS.getPrivate()),
                operator().audience("another").sign(KEYS.getPrivate()),
                operator().issuer("https://another.test").sign(KEYS.getPrivate()),
                operator().remove("aud").sign(KEYS.getPrivate()),
                operator().remove("sub").sign(KEYS.getPrivate()),
                claims("ol\tga", Roles.OPERATOR).sign(KEYS.getPrivate()),
                operator().sign(OTHERS.getPrivate()),
                operator().sign(publicAsSecret),
                base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + good[1] + ".",
                base64("{\"alg\":\"none\"}") + "." + good[1] + "." + good[2],
                good[0] + "." + good[1] + ".",
                good[0] + "." + base64("{}") + "." + good[2],
                "token");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
