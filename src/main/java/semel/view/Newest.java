package semel.view;

import io.quarkus.panache.common.Sort;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import semel.order.CustomerId;

/**
 * A question for the newest rows of one customer, or of all: by order id, which is a UUIDv7 and so tells when the order was
 * accepted. Each of its four forms walks along one index.
 */
record Newest(Optional<CustomerId> customer, Window<UUID> window) {
    static final Sort FIRST = Sort.descending("id");

    String where() {
        if (customer.isPresent()) {
            return window.after().isPresent() ? "customer = :customer and id < :before" : "customer = :customer";
        }
        return window.after().isPresent() ? "id < :before" : "";
    }

    Map<String, Object> parameters() {
        var parameters = new HashMap<String, Object>();
        customer.ifPresent(value -> parameters.put("customer", value.value()));
        window.after().ifPresent(value -> parameters.put("before", value));
        return parameters;
    }
}
