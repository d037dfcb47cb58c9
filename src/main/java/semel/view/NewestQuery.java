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
 * A question for the newest rows of one customer, or of all, and of one owner, or of all: by order id, which is a UUIDv7 and so tells
 * when the order was accepted. Each of its forms walks along one index.
 */
record NewestQuery(Optional<CustomerId> customer, Optional<String> owner, ListWindow<UUID> window) {
    static final Sort FIRST = Sort.descending("id");

    /** @return what a request asks for; throws the problem that says what is wrong with it */
    static NewestQuery of(UriInfo uri, String list, Optional<String> owner) {
        var asked = new ListParameters(uri);
        var customer = asked.customer();
        var filter = customer.map(CustomerId::value).orElse("");
        var newest = new NewestQuery(customer, owner, asked.window(list, filter, OrderKey::of));
        asked.refuseWhatIsWrong();
        return newest;
    }

    String where() {
        var all = new ArrayList<String>();
        customer.ifPresent(value -> all.add("customer = :customer"));
        window.after().ifPresent(value -> all.add("id < :before"));
        owner.ifPresent(value -> all.add("id in (select r.id from ReceivedOrder r where " + ofTheOwner() + ")"));
        return String.join(" and ", all);
    }

    // The index knows no owner of nobody's orders; and where a page begins is said for both tables, or it would begin
    // at the top.
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
