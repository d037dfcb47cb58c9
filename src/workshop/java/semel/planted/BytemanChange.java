package semel.planted;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import semel.kit.BytemanRule;

/**
 * Builds a Byteman rule that changes a place in the packaged application. It names our classes as text; {@code PlantedBugsTest} checks
 * that they exist.
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

    /** Turns the start check off: otherwise the application refuses to start with an unsafe setting. */
    static final BytemanChange NO_START_CHECK =
            in("semel.kafka.Guarantees", "violations").does("return java.util.Collections.emptyList()");

    /** Only keywords of SQL: a pattern with names of tables or columns would depend on a statement's text. */
    private static final Pattern CLAUSE = Pattern.compile("(\\b(on|conflict|for|update|returning)\\b|[^a-zA-Z])+");

    /**
     * Replaces a clause in the statements that a class runs through Columns.
     *
     * @param clause a pattern of SQL keywords, such as {@code for update}
     */
    static BytemanChange ofClause(String type, String clause, String other) {
        if (!isClause(clause)) {
            throw new IllegalArgumentException(clause + " has more than SQL keywords");
        }
        return in(COLUMNS, "query")
                .when("callerMatches(\"" + type.replace(".", "[.]") + "[.].*\", true, true)")
                .does("$2 = java.util.regex.Pattern.compile(\"" + clause
                        + "\", java.util.regex.Pattern.DOTALL).matcher($2).replaceAll(\"" + other + "\")");
    }

    static boolean isClause(String text) {
        return CLAUSE.matcher(text).matches();
    }

    /** Remembers intake's producer, which is not transactional. */
    static final BytemanChange PLAIN_PRODUCER = in(PRODUCER, "send(ProducerRecord, Callback)")
            .when("$1.topic().endsWith(\"receipts-in\")")
            .does("link(\"plain\", \"producer\", $0)");

    /** Sends the records of a topic by that producer. */
    static BytemanChange byThePlainProducer(String topic) {
        return in(PRODUCER, "send(ProducerRecord, Callback)")
                .with("plain:" + PRODUCER + " = linked(\"plain\", \"producer\")")
                .when("$1.topic().endsWith(\"" + topic + "\") AND plain != null AND $0 != plain")
                .does("return plain.send($1, $2)");
    }

    /** Turns the check of offsets off: otherwise a stage parks if they contradict the database. */
    static final BytemanChange NO_LOOK_AT_OFFSETS =
            in("semel.kafka.GroupStart", "requireConsistent").does("return");

    /** Turns the check of progress off: otherwise a published batch is refused. */
    static final BytemanChange NO_LOOK_AT_PROGRESS =
            in("semel.decision.ProgressTable", "refuseIfPublished").does("return");

    /** A rule at the entry of a method. */
    static BytemanChange in(String type, String method) {
        return new BytemanChange(type, method, "ENTRY", List.of(), "true", "");
    }

    /** Moves it to another place of the method, such as {@code EXIT}. */
    BytemanChange at(String place) {
        return new BytemanChange(type, method, place, bindings, condition, action);
    }

    /** @param condition on $0, the parameters $1, $2, … and, at the exit, the result $! */
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
