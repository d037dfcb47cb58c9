package semel.view;

import io.quarkus.panache.common.Sort;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import semel.order.CustomerId;

/**
 * Queries the newest orders or notifications, of one customer or all and of one owner or all. Sorts by order id, a UUIDv7, and so by
 * the time of acceptance. Each variant scans one index.
 */
record NewestQuery(Optional<CustomerId> customer, Optional<String> owner, ListWindow<UUID> window) {
    static final Sort FIRST = Sort.descending("id");

    /** @return the query of a request; throws {@link ProblemType#INVALID_PARAMETER} if it is invalid */
    static NewestQuery of(UriInfo uri, String list, Optional<String> owner) {
        var parameters = new ListParameters(uri);
        var customer = parameters.customer();
        var filter = customer.map(CustomerId::value).orElse("");
        var newest = new NewestQuery(customer, owner, parameters.window(list, filter, OrderKey::of));
        parameters.refuseWhatIsWrong();
        return newest;
    }

    /** The condition, empty for all rows. */
    String where() {
        var all = new ArrayList<String>();
        customer.ifPresent(value -> all.add("customer = :customer"));
        window.after().ifPresent(value -> all.add("id < :before"));
        owner.ifPresent(value -> all.add("id in (select r.id from ReceivedOrder r where " + ofTheOwner() + ")"));
        return String.join(" and ", all);
    }

    // The partial index excludes the owner '', so the query must too. Both tables get the bound on the id, or the scan
    // of received would begin at its newest row.
    private String ofTheOwner() {
        return "r.owner = :owner and r.owner <> ''" + (window.after().isPresent() ? " and r.id < :before" : "");
    }

    Map<String, Object> parameters() {
        var parameters = new HashMap<String, Object>();
        customer.ifPresent(value -> parameters.put("customer", value.value()));
        window.after().ifPresent(value -> parameters.put("before", value));
        owner.ifPresent(value -> parameters.put("owner", value));
        return parameters;
    }
}
