package semel.planted;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import semel.kit.BytemanRule;

/**
 * One of Byteman's rules: at this place in the packaged application something else happens. Names of our own classes stand in
 * it as text; whether it fits them is a test ({@code PlantedBugsTest}).
 */
final class BytemanChange implements BytemanRule {
    private final String type;
    private final String method;
    private final String where;
    private final List<String> bindings;
    private final String condition;
    private final String action;

    private BytemanChange(
            String type, String method, String where, List<String> bindings, String condition, String action) {
        this.type = type;
        this.method = method;
        this.where = where;
        this.bindings = bindings;
        this.condition = condition;
        this.action = action;
    }

    static final String COLUMNS = "semel.sql.Columns";
    static final String EMISSION = "semel.decision.Emission";
    static final String SEND = "send(Producer, ProducerRecord, AtomicReference)";
    static final String SEND_ALL = "send(Producer, Batch, Decided, ConsumerGroupMetadata)";
    static final String PRODUCER = "org.apache.kafka.clients.producer.KafkaProducer";

    /** The application would not start with a setting that breaks the promise; so whoever sets it has to silence the check. */
    static final BytemanChange NO_START_CHECK =
            in("semel.kafka.Guarantees", "violations").does("return java.util.Collections.emptyList()");

    /** Words of SQL itself. Names of tables and columns, and more of a statement than a clause, would be its text. */
    private static final Pattern CLAUSE = Pattern.compile("(\\b(on|conflict|for|update|returning)\\b|[^a-zA-Z])+");

    /**
     * Statements that this class runs over columns, without a clause or with another one.
     *
     * @param clause a pattern of words of SQL, such as {@code for update}
     */
    static BytemanChange ofClause(String type, String clause, String other) {
        if (!isClause(clause)) {
            throw new IllegalArgumentException(clause + " has more than words of SQL");
        }
        return in(COLUMNS, "query")
                .when("callerMatches(\"" + type.replace(".", "[.]") + "[.].*\", true, true)")
                .does("$2 = java.util.regex.Pattern.compile(\"" + clause
                        + "\", java.util.regex.Pattern.DOTALL).matcher($2).replaceAll(\"" + other + "\")");
    }

    static boolean isClause(String text) {
        return CLAUSE.matcher(text).matches();
    }

    /** Remembers the producer that intake uses, which knows no transactions. */
    static final BytemanChange PLAIN_PRODUCER = in(PRODUCER, "send(ProducerRecord, Callback)")
            .when("$1.topic().endsWith(\"receipts-in\")")
            .does("link(\"plain\", \"producer\", $0)");

    /** The records of this topic go out by it. */
    static BytemanChange byThePlainProducer(String topic) {
        return in(PRODUCER, "send(ProducerRecord, Callback)")
                .with("plain:" + PRODUCER + " = linked(\"plain\", \"producer\")")
                .when("$1.topic().endsWith(\"" + topic + "\") AND plain != null AND $0 != plain")
                .does("return plain.send($1, $2)");
    }

    /** Nor would it go on from offsets that contradict its database. */
    static final BytemanChange NO_LOOK_AT_OFFSETS =
            in("semel.kafka.GroupStart", "refuse").does("return");

    /** Nor would it decide a batch again that the database knows as published. */
    static final BytemanChange NO_LOOK_AT_PROGRESS =
            in("semel.decision.ProgressTable", "refuseIfPublished").does("return");

    /** At the entry of a method, always. */
    static BytemanChange in(String type, String method) {
        return new BytemanChange(type, method, "ENTRY", List.of(), "true", "");
    }

    /** At another place of the method, as {@code EXIT}. */
    BytemanChange at(String place) {
        return new BytemanChange(type, method, place, bindings, condition, action);
    }

    /** @param condition over $0, the parameters $1, $2, … and, at the exit, the result $! */
    BytemanChange when(String condition) {
        return new BytemanChange(type, method, where, bindings, condition, action);
    }

    /** @param binding {@code name:type = expression} */
    BytemanChange with(String binding) {
        var more = new ArrayList<>(bindings);
        more.add(binding);
        return new BytemanChange(type, method, where, List.copyOf(more), condition, action);
    }

    /** @param action in Byteman's language: calls, assignments, {@code return} */
    BytemanChange does(String action) {
        return new BytemanChange(type, method, where, bindings, condition, action);
    }

    @Override
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(
                "RULE planted in " + type + "." + method + " " + Integer.toHexString((condition + action).hashCode()));
        lines.add("CLASS " + type);
        lines.add("METHOD " + method);
        lines.add("AT " + where);
        if (!bindings.isEmpty()) {
            lines.add("BIND " + String.join(", ", bindings));
        }
        lines.add("IF " + condition);
        lines.add("DO " + action);
        lines.add("ENDRULE");
        return lines;
    }
}
