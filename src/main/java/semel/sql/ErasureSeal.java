package semel.sql;

/**
 * Compares in SQL the orders of erased customers with the hash (seal) that the erasure stored. An order with its seal may differ from its
 * published events; any other difference is a violation.
 *
 * @see "docs/explanation/decisions/0041-a-customer-is-erased-when-the-topics-have-forgotten.md"
 */
public final class ErasureSeal {
    /** The hash of rows o of {@code customer_order} and n of {@code notification}, the same in any time zone; null without an order. */
    public static final String SEAL =
            """
            case when o.order_id is not null then sha256(convert_to(cast(jsonb_build_array(
                o.order_id, o.customer_id, o.currency, o.total, o.lines, o.status, o.reason, MICROS(o.accepted_at), MICROS(o.decided_at),
                n.customer_id, n.kind, MICROS(n.created_at)) as text), 'UTF8')) end""".replaceAll("MICROS\\(([^)]+)\\)", "cast(extract(epoch from $1) * 1000000 as bigint)");

    /** The id of each order that contradicts its erasure or has none, and why, at most 10,000. Pruned orders may be missing. */
    public static final String CONTRADICTED = """
            select cast(t.order_id as text) as id,
                   case when e.seal is null then 'its customer id is that of an erased customer, but no erasure is recorded'
                        when o.order_id is null then 'its customer was erased, and the order is gone'
                        else 'it is not what it was when its customer was erased' end as why
            from (select order_id from customer_order where customer_id like 'erased-%' and customer_id ~ 'FORM'
                  union select order_id from erasure) t
                 left join erasure e using (order_id)
                 left join customer_order o using (order_id)
                 left join notification n using (order_id)
            where e.seal is distinct from SEAL and not (o.order_id is null and FORGOTTEN)
            order by 1 limit 10000""".replace("FORM", "^erased-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
            .replace("SEAL", SEAL)
            .replace("FORGOTTEN", Forgotten.sql("t.order_id"));

    private ErasureSeal() {}
}
