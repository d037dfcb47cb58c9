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

/** Tells who asks: by the token, or everybody in one. */
@Alternative
@Priority(1)
@ApplicationScoped
class CallerAuthentication implements HttpAuthenticationMechanism {
    private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7E]{1,255}");

    private static final SecurityIdentity EVERYBODY = QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal(Caller.NOBODY))
            .addRoles(Set.of(Roles.ORDER_WRITER, Roles.ORDER_READER, Roles.OPERATOR))
            .build();

    private final JWTAuthMechanism tokens;
    private final boolean isOpen;

    CallerAuthentication(JWTAuthMechanism tokens, AccessConfig settings) {
        this.tokens = tokens;
        this.isOpen = settings.mode().filter(AccessConfig.Mode.NONE::equals).isPresent();
    }

    /** A token that is not needed is not looked at. */
    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager identities) {
        return isOpen
                ? Uni.createFrom().item(EVERYBODY)
                : tokens.authenticate(request, identities)
                        .onItem()
                        .ifNotNull()
                        .invoke(CallerAuthentication::checkSubject);
    }

    /** Orders and keys belong to it. */
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

    /** It fails, and becomes a problem where every failure does. */
    @Override
    public Uni<Boolean> sendChallenge(RoutingContext request) {
        return Uni.createFrom().failure(new AuthenticationFailedException());
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return tokens.getCredentialTypes();
    }
}
