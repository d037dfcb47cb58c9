package semel.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who asks. */
@RequestScoped
public class Caller {
    /** The owner of what everybody has posted where nobody signs in. */
    static final String NOBODY = "";

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** @return the token's subject, to whom orders and idempotency keys belong; empty where nobody signs in */
    public String owner() {
        return identity.getPrincipal() instanceof JsonWebToken token ? token.getSubject() : NOBODY;
    }

    /** @return whose orders it may read, empty where it may read everybody's */
    public Optional<String> ownerOfWhatItSees() {
        return seesAll() ? Optional.empty() : Optional.of(owner());
    }

    /** Whether it may read what belongs to others; what is another's and may not be read is not there. */
    public boolean seesAll() {
        return identity.hasRole(Roles.OPERATOR);
    }
}
