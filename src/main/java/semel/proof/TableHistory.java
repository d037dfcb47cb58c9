package semel.proof;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.EventId;

/** Reads the tables' part of a history from one snapshot. */
abstract class TableHistory implements History {
    private static final String SUPPRESSED = "select topic_id, partition, record_offset, id from suppressed";

    // Only the dead letter of a failed policy answers a request. Its decision names the record, or its redriven copy.
    private static final String DEAD_LETTERS = """
            select l.topic_id, l.partition, l.record_offset, l.reason, d.id
            from dead_letter l
                 left join redrive r using (topic_id, partition, record_offset)
                 left join decision d on l.reason = 'policy-failed' and d.topic_id = l.topic_id and d.partition = l.partition
                                         and d.record_offset in (l.record_offset, r.copy_offset)
            """;
    private static final String DECISIONS =
            "select id, topic_id, partition, record_offset, outcome, reason, movements, decided_at from decision";
    private static final String FAILED =
            "select topic_id, partition, record_offset from decision where outcome = 'FAILED'";
    private static final String ACCEPTED = """
            select d.topic_id, d.partition, d.record_offset, r.id, r.kind, r.fingerprint, r.record_key, r.record_value
            from received r join decision d using (id)
            """;
    private static final String REDRIVEN = """
            select topic_id, partition, record_offset, copy_offset from redrive
            """;
    private static final String DECIDED_UP_TO = """
            select topic_id, partition, topic, decided_next as next from progress where decided_next > 0
            """;
    private static final String APPLIED_UP_TO = "select topic_id, partition, topic, applied_next as next from applied";
    private static final String QUARANTINED =
            "select topic, partition, record_offset, record_key, record_value, written_in from quarantine";
    private static final String REPEATED =
            "select subject, kind, line, partition, record_offset, written_in from repeated_event";
    private static final String STOCK = """
            select product_id, coalesce(s.on_hand, 0) as decided, coalesce(s.number, 0) as decided_number,
                   coalesce(i.on_hand, 0) as applied, coalesce(i.number, 0) as applied_number
            from stock s full join inventory i using (product_id)
            """;
    private static final String OPENINGS =
            "select s.product_id, s.number, s.on_hand from pruning_stock s join pruned using (taken_at)";
    private static final String FOREIGN = "select 'processed_event' as row, subject, kind, line from processed_event"
            + " where line < 0 or kind not in "
            + EventId.Kind.applied().stream().map(kind -> "" + kind.code()).collect(Collectors.joining(", ", "(", ")"));

    private final TopicsConfig topics;
    private final Map<UUID, String> names;
    private final QueryRows.TableSnapshot tables;
    final AppliedTopics former;

    /** @param names of topics, by their ids */
    TableHistory(TopicsConfig topics, Map<UUID, String> names, QueryRows.TableSnapshot tables) {
        this.topics = topics;
        this.names = names;
        this.tables = tables;
        this.former = AppliedTopics.read(tables, names);
    }

    QueryRows.TableSnapshot tables() {
        return tables;
    }

    @Override
    public Iterable<InputEntry> suppressed() {
        return new QueryRows<>(tables, SUPPRESSED, row -> new InputEntry(source(row), id(row)));
    }

    @Override
    public Iterable<LetterRow> deadLetters() {
        return new QueryRows<>(
                tables, DEAD_LETTERS, row -> new LetterRow(source(row), id(row), row.getString("reason")));
    }

    @Override
    public Iterable<DecisionRow> decisions() {
        return new QueryRows<>(
                tables,
                DECISIONS,
                row -> new DecisionRow(
                        id(row),
                        source(row),
                        row.getString("outcome"),
                        row.getString("reason"),
                        row.getString("movements"),
                        row.getObject("decided_at", OffsetDateTime.class).toInstant()));
    }

    @Override
    public Iterable<Coordinates> failed() {
        return new QueryRows<>(tables, FAILED, this::source);
    }

    @Override
    public Iterable<AcceptedRow> accepted() {
        return new QueryRows<>(tables, ACCEPTED, row -> RequestRows.accepted(row, id(row), source(row)));
    }

    @Override
    public Iterable<RedriveRow> redriven() {
        return new QueryRows<>(
                tables,
                REDRIVEN,
                row -> new RedriveRow(
                        source(row),
                        row.getObject("copy_offset") == null
                                ? null
                                : new Coordinates(topic(row), row.getInt("partition"), row.getLong("copy_offset"))));
    }

    @Override
    public Iterable<OffsetRow> decidedUpTo() {
        return new QueryRows<>(tables, DECIDED_UP_TO, this::reached);
    }

    @Override
    public Iterable<OffsetRow> appliedUpTo() {
        return new QueryRows<>(tables, APPLIED_UP_TO, this::reached);
    }

    private OffsetRow reached(ResultSet row) throws SQLException {
        return new OffsetRow(topic(row), row.getInt("partition"), row.getString("topic"), row.getLong("next"));
    }

    @Override
    public Iterable<InputEntry> quarantined() {
        return new QueryRows<>(
                tables,
                QUARANTINED,
                row -> new InputEntry(
                        former.at(row, row.getString("topic")),
                        null,
                        ContentHash.record(false, row.getBytes("record_key"), row.getBytes("record_value")),
                        null));
    }

    @Override
    public Iterable<AppliedEvent> applied() {
        return AppliedRows.read(topics, former, tables);
    }

    @Override
    public Iterable<RepeatedEvent> repeated() {
        return new QueryRows<>(tables, REPEATED, row -> {
            var kind = EventId.Kind.of(row.getInt("kind"));
            var id = new EventId(row.getObject("subject", UUID.class), kind, row.getInt("line"));
            return new RepeatedEvent(id, former.at(row, topics.of(kind)));
        });
    }

    @Override
    public Iterable<StockLevel> stock() {
        return new QueryRows<>(
                tables,
                STOCK,
                row -> new StockLevel(
                        row.getString("product_id"),
                        row.getLong("decided"),
                        row.getLong("decided_number"),
                        row.getLong("applied"),
                        row.getLong("applied_number")));
    }

    @Override
    public Iterable<Opening> openings() {
        return new QueryRows<>(
                tables,
                OPENINGS,
                row -> new Opening(row.getString("product_id"), row.getLong("number"), row.getLong("on_hand")));
    }

    @Override
    public Map<String, String> illegible() {
        // Reads rows with an impossible kind or line only to note them as illegible.
        new QueryRows<>(tables, FOREIGN, row -> EventId.Kind.of(row.getInt("kind"))).forEach(kind -> {});
        return tables.illegible();
    }

    /** A deleted topic is named by its id. */
    private Coordinates source(ResultSet row) throws SQLException {
        return new Coordinates(topic(row), row.getInt("partition"), row.getLong("record_offset"));
    }

    private String topic(ResultSet row) throws SQLException {
        var id = row.getObject("topic_id", UUID.class);
        return names.getOrDefault(id, id.toString());
    }

    private static UUID id(ResultSet row) throws SQLException {
        return row.getObject("id", UUID.class);
    }
}
