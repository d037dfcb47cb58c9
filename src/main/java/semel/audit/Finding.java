package semel.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import semel.kafka.OpenTransaction;

/**
 * Reports one violation of an invariant, in the audit and in the full proof.
 *
 * @param key the id of an order, receipt or event; without one, coordinates, a product, a transaction or an idempotency key
 * @param detail what was found: coordinates, a table, a sentence
 * @param remedy what to do, as plain text
 */
@RegisterForReflection
@JsonPropertyOrder({"invariant", "finding", "key", "detail", "meaning", "look", "remedy", "see"})
public record Finding(@JsonIgnore FindingType type, String key, String detail, String remedy) {
    public Finding(FindingType type, Object key, Object detail) {
        this(type, String.valueOf(key), String.valueOf(detail), type.plainRemedy());
    }

    /** @param servers bootstrap servers, for the command that aborts the transaction */
    public static Finding of(OpenTransaction open, Object servers) {
        return new Finding(
                FindingType.I8_OPEN_TRANSACTION,
                open.at().topic() + ":" + open.at().partition(),
                open.toString(),
                open.remedy(servers.toString()));
    }

    @JsonProperty
    public Invariant invariant() {
        return type.invariant();
    }

    @JsonProperty
    public String finding() {
        return type.word();
    }

    @JsonProperty
    public String meaning() {
        return FindingType.plain(type.meaning());
    }

    /** Where to look for the cause. */
    @JsonProperty
    public String look() {
        return FindingType.plain(type.look());
    }

    /** The section of the documentation. */
    @JsonProperty
    public String see() {
        return type.page();
    }

    /** Whether it only means that not everything before the cut is decided, published and applied yet. */
    @JsonIgnore
    public boolean isPending() {
        return type.isPending();
    }

    /** The remedy if it differs from its type's, else empty. */
    @JsonIgnore
    public String ownRemedy() {
        return remedy.equals(type.plainRemedy()) ? "" : remedy;
    }
}
