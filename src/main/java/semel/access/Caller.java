package semel.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Identifies the caller of a request, and tells what it may read. */
@RequestScoped
public class Caller {
    /** Owns everything that is posted while {@code semel.security} is {@code none}. */
    static final String NOBODY = "";

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** @return the token's subject, which owns its orders and idempotency keys; empty if {@code semel.security} is {@code none} */
    public String owner() {
        return identity.getPrincipal() instanceof JsonWebToken token ? token.getSubject() : NOBODY;
    }

    /** @return the owner whose orders and notifications it may read; empty if it may read all */
    public Optional<String> ownerOfWhatItSees() {
        return seesAll() ? Optional.empty() : Optional.of(owner());
    }

    /** Whether it may read what belongs to others. If not, others' orders are answered as if they did not exist (404). */
    public boolean seesAll() {
        return identity.hasRole(Roles.OPERATOR);
    }
}
