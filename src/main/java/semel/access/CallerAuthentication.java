package semel.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.smallrye.jwt.runtime.auth.JWTAuthMechanism;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Authenticates requests by their token, or gives each request all roles if {@code semel.security} is {@code none}. */
@Alternative
@Priority(1)
@ApplicationScoped
class CallerAuthentication implements HttpAuthenticationMechanism {
    private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7E]{1,255}");

    private static final SecurityIdentity ALL_ROLES = QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal(Caller.NOBODY))
            .addRoles(Set.of(Roles.ORDER_WRITER, Roles.ORDER_READER, Roles.OPERATOR))
            .build();

    private final JWTAuthMechanism tokens;
    private final boolean isOpen;

    CallerAuthentication(JWTAuthMechanism tokens, AccessConfig settings) {
        this.tokens = tokens;
        this.isOpen = settings.mode().filter(AccessConfig.Mode.NONE::equals).isPresent();
    }

    /** Ignores tokens, even invalid ones, if {@code semel.security} is {@code none}. */
    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager identities) {
        return isOpen
                ? Uni.createFrom().item(ALL_ROLES)
                : tokens.authenticate(request, identities)
                        .onItem()
                        .ifNotNull()
                        .invoke(CallerAuthentication::checkSubject);
    }

    /** The subject owns orders and idempotency keys, so it must exist and be storable. */
    private static void checkSubject(SecurityIdentity identity) {
        var subject = ((JsonWebToken) identity.getPrincipal()).getSubject();
        if (subject == null || !SUBJECT.matcher(subject).matches()) {
            throw new AuthenticationFailedException("the token has no subject of 1 to 255 printable ASCII characters");
        }
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return tokens.getChallenge(request);
    }

    /** Fails instead of sending an answer, so that the client gets a problem, as for every other failure. */
    @Override
    public Uni<Boolean> sendChallenge(RoutingContext request) {
        return Uni.createFrom().failure(new AuthenticationFailedException());
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return tokens.getCredentialTypes();
    }
}
