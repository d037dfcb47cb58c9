package semel.erasure;

import java.util.List;

/** A customer cannot be erased yet. */
final class ErasureRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> reasons;

    /** @param reasons at least one; each names a record or an order of the customer */
    ErasureRefused(List<String> reasons) {
        super(String.join("\n", reasons));
        this.reasons = reasons;
    }

    List<String> reasons() {
        return reasons;
    }
}
