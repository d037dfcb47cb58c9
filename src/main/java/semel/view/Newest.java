package semel.view;

import io.quarkus.panache.common.Sort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import semel.order.CustomerId;

/**
 * A question for the newest rows of one customer, or of all: by order id, which is a UUIDv7 and so tells when the order was
 * accepted. Each of its forms walks along an index.
 *
 * @param owner to whom they must belong, empty where everything may be seen
 */
record Newest(Optional<CustomerId> customer, Optional<String> owner, Window<UUID> window) {
    static final Sort FIRST = Sort.descending("id");

    /** The second condition on the owner is that of the index. */
    private static final String OWN =
            "id in (select r.id from ReceivedOrder r where r.owner = :owner and r.owner <> '' and r.kind = 'ORDER')";

    String where() {
        var conditions = new ArrayList<String>();
        customer.ifPresent(value -> conditions.add("customer = :customer"));
        owner.ifPresent(value -> conditions.add(OWN));
        window.after().ifPresent(value -> conditions.add("id < :before"));
        return String.join(" and ", conditions);
    }

    Map<String, Object> parameters() {
        var parameters = new HashMap<String, Object>();
        customer.ifPresent(value -> parameters.put("customer", value.value()));
        owner.ifPresent(value -> parameters.put("owner", value));
        window.after().ifPresent(value -> parameters.put("before", value));
        return parameters;
    }
}
