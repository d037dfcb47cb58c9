package semel.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessCheckTest {
    private static final Map<String, String> TOKENS = Map.of(
            "mp.jwt.verify.issuer", "https://issuer.test",
            "mp.jwt.verify.audiences", "semel",
            "mp.jwt.verify.publickey.location", "file:key.pem");

    @Test
    void withoutASecurityModeTheStartFails() {
        assertThatThrownBy(() -> check(null, TOKENS)).hasMessageContaining("semel.security is not set");
    }

    @Test
    void modeNoneNeedsNoOtherSettings() {
        assertThatCode(() -> check(AccessConfig.Mode.NONE, Map.of())).doesNotThrowAnyException();
    }

    @Test
    void tokensNeedAnIssuerAnAudienceAndAKey() {
        assertThatCode(() -> check(AccessConfig.Mode.JWT, TOKENS)).doesNotThrowAnyException();
        for (var key : TOKENS.keySet()) {
            var others = new HashMap<>(TOKENS);
            others.remove(key);
            assertThatThrownBy(() -> check(AccessConfig.Mode.JWT, others)).hasMessageContaining(key);
        }
    }

    @Test
    void quarkusPathsNeedAFolderOfTheirOwn() {
        for (var below : List.of("q", "a/b", "/shop/q", "/shop/a/b")) {
            assertThatCode(() -> check(AccessConfig.Mode.JWT, with("/shop", below)))
                    .doesNotThrowAnyException();
        }
        for (var beside : List.of(
                "/shop",
                "/",
                "q/",
                "/manage",
                "/shopping",
                "/shop/",
                "/shop/q/",
                "./q",
                "../q",
                "a//b",
                "//q",
                "/sh%6Fp")) {
            assertThatThrownBy(() -> check(AccessConfig.Mode.JWT, with("/shop", beside)))
                    .as(beside)
                    .hasMessageContaining("non-application-root-path");
        }
        assertThatThrownBy(() -> check(AccessConfig.Mode.JWT, with("/shop/eu", "/shop")))
                .hasMessageContaining("non-application-root-path");
        assertThatCode(() -> check(AccessConfig.Mode.JWT, with("/", "/manage"))).doesNotThrowAnyException();
        assertThatCode(() -> check(AccessConfig.Mode.JWT, with("/shop/", "/shop/q")))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(AccessConfig.Mode.NONE, with("/", "/"))).doesNotThrowAnyException();
    }

    private static Map<String, String> with(String root, String operation) {
        var properties = new HashMap<>(TOKENS);
        properties.put("quarkus.http.root-path", root);
        properties.put("quarkus.http.non-application-root-path", operation);
        return properties;
    }

    private static void check(AccessConfig.Mode mode, Map<String, String> properties) {
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        new AccessCheck().check(null, () -> Optional.ofNullable(mode), config);
    }
}
