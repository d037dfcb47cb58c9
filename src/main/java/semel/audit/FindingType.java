package semel.audit;

import static semel.audit.Remedies.CORRECT;
import static semel.audit.Remedies.PUBLISH;
import static semel.audit.Remedies.REBUILD;
import static semel.audit.Remedies.RECOVER;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lists the kinds of findings of the audit and the full proof, named by invariant and violation. The names are part of the REST contract.
 * The texts are Markdown, and the reference page is generated from them.
 */
public enum FindingType {
    I1_UNDECIDED(
            "A client was answered 202, but the order or receipt was never decided: its record is no longer in the input.",
            "retention, deleted topics and unclean elections of the inputs",
            PUBLISH),
    I1_LOST(
            "A request was accepted, and no output topic has it.",
            "retention, deleted topics and unclean elections of the inputs",
            PUBLISH),
    I2_PHANTOM("An event or a row names another order than its input record has.", "a restored database", CORRECT),
    I2_ALTERED(
            "The record that was decided is not the one in the table `received`.",
            "other writers of the table `received`",
            CORRECT),
    I4_REPEATED(
            "An event is in its topic more than once. Its effect was applied once.",
            "the header `tx` of each record: two instances wrote it, or one instance before and after a restore",
            CORRECT),
    I4_DUPLICATED(
            "An order or event was published more than once.",
            "the header `tx` of each record: two instances wrote it, or one instance before and after a restore",
            CORRECT),
    I4_PHANTOM("Semel did not write this record of an output topic.", "rights of other writers", CORRECT),
    I4_LOST("A dead letter has a row, but no record.", "retention of `orders-dead-letters`", CORRECT),
    I5_TORN(
            "The tables differ from the decision. The detail says what is decided and what is applied.",
            "the full proof: are the topics right?",
            REBUILD),
    I5_TORN_TRANSACTION(
            "The records of a transaction are complete in one topic and not in another.",
            "the findings I5 Lost; changes to an output topic",
            CORRECT),
    I5_LOST(
            "A movement or the notification of an order is missing in its topic.",
            "retention of the output topics: is it the same for all?",
            CORRECT),
    I5_PHANTOM("A movement or notification belongs to no order.", "rights of other writers", CORRECT),
    I5_ALTERED(
            "A movement or the notification of an order has another content than the order.",
            "rights of other writers",
            CORRECT),
    I6_UNTRACED(
            "The offset of an input record is committed, but it was neither decided nor suppressed nor made a dead letter.",
            "changes to the offsets of the group `semel-decision`",
            PUBLISH),
    I6_TRACED_TWICE(
            "By the tables, an input record was decided, suppressed or made a dead letter more than once.",
            "a restored database",
            CORRECT),
    I6_TRACED_BEYOND(
            "An input record was decided, but the table `progress` does not reach its offset.",
            "changes to the table `progress`; a restored database",
            CORRECT),
    I6_LOST("Input records were deleted before they were read.", "retention of the inputs", PUBLISH),
    I6_DUPLICATED(
            "An input record was published, suppressed or made a dead letter more than once.",
            "a restored database",
            CORRECT),
    I6_PHANTOM(
            "An output record or a row comes from an input record that does not exist.",
            "a restored database; deleted input records",
            CORRECT),
    I6_ALTERED("The table `progress` names another topic.", "changes to the table `progress`", CORRECT),
    I6_OFFSETS_CONTRADICT(
            "The offsets of the group `semel-decision`, the table `progress` and the decided records contradict each other.",
            "changes to the offsets or to the table",
            RECOVER),
    I7_OUT_OF_ORDER(
            "An event is published before an event of an earlier input record, or in another partition than other events of its product.",
            "partitions added to an output topic",
            CORRECT),
    I8_OPEN_TRANSACTION(
            "A transaction is open, and nothing after it can be read. The detail names its producer and its age.",
            "`semel.transaction.open`; `/q/health/group/pipeline`",
            "If its program is gone, [end the transaction](../how-to/answer-dirty.md#end-an-open-transaction)."),
    I9_LOST(
            "A record was published in an aborted transaction, and never again.",
            "errors in the log of the replica",
            CORRECT),
    I9_PHANTOM(
            "A read_committed reader sees a record that a read_uncommitted reader does not see.",
            "logs of the brokers",
            CORRECT),
    I9_UNCOMMITTED_READ(
            "An event was applied from coordinates where no committed record of it stands.",
            "`isolation.level` of the projection",
            REBUILD),
    I10_LOST("An event or a decision has no row where it must have one.", "other writers of the tables", REBUILD),
    I10_DUPLICATED("An event was applied more than once.", "other writers of the tables", REBUILD),
    I10_PHANTOM(
            "The tables have something that no order, event or record caused.",
            "other writers of the output topics or tables; a restored database",
            REBUILD),
    I10_ALTERED("A row says something else than its event or record.", "other writers of the tables", REBUILD),
    I10_ERASURE_CONTRADICTS(
            "An order of an erased customer is not as recorded in `erasure`.", "other writers of the tables", CORRECT),
    I10_STOCK_OFF(
            "Movements, applied stock and decided stock of a product disagree. The detail says how.",
            "the full proof: are the topics right?",
            REBUILD),
    I11_NOT_APPLIED(
            "An order or receipt was decided, and nothing of it is in the tables.",
            "changes to the offsets of the group `semel-projection`; deleted rows",
            REBUILD),
    I11_LOST(
            "An event is before the committed offset of the projection, and is not applied.",
            "changes to the offsets of the group `semel-projection`; deleted rows",
            REBUILD),
    I11_OFFSETS_CONTRADICT(
            "The table `applied` and the applied events contradict each other.",
            "changes to the table `applied`",
            REBUILD),
    I12_KEY_CONFLICT(
            "One idempotency key has two orders or two bodies.", "other writers of the table `received`", CORRECT),
    I12_ALTERED(
            "The fingerprint of an accepted request is not that of its record.",
            "other writers of the table `received`",
            CORRECT),
    I13_BEHIND(
            "Something before the cut is not yet decided, published or applied.",
            "`semel.lag`; `/q/health/group/pipeline`",
            "Ask again. If it stays: " + RECOVER),
    I13_OVERDUE(
            "An order or receipt was accepted longer ago than `semel.audit.limit`, and is not applied.",
            "`/q/health/group/pipeline`; `semel.transaction.open`; errors in the log",
            RECOVER);

    private final String meaning;
    private final String look;
    private final String remedy;

    FindingType(String meaning, String look, String remedy) {
        this.meaning = meaning;
        this.look = look;
        this.remedy = remedy;
    }

    /** The violated invariant. */
    public Invariant invariant() {
        return Invariant.valueOf(name().split("_", 2)[0]);
    }

    /** The violation's stable name, such as {@code OpenTransaction}. */
    public String word() {
        return Arrays.stream(name().split("_"))
                .skip(1)
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    public String meaning() {
        return meaning;
    }

    /** Where to look for the cause. */
    public String look() {
        return look;
    }

    public String remedy() {
        return remedy;
    }

    public String plainRemedy() {
        return plain(remedy);
    }

    /** Removes Markdown; a link becomes its text and its path from the root of the project. */
    static String plain(String markdown) {
        return markdown.replaceAll("\\[([^]]+)]\\(\\.\\./([^)]+)\\)", "$1 (docs/$2)")
                .replace("`", "");
    }

    /** Whether it only means that not everything before the cut is decided, published and applied yet. */
    public boolean isPending() {
        return this == I13_BEHIND || this == I8_OPEN_TRANSACTION;
    }

    /** The section of the documentation, as a path from the root of the project. */
    String page() {
        return "docs/reference/invariants.md#" + (invariant() + "-" + word()).toLowerCase(Locale.ROOT);
    }
}
