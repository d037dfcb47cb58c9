package semel.restore;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import semel.codec.EventCodec;
import semel.kafka.Coordinates;
import semel.order.Event;

/**
 * Stores what was read from the topics in temporary tables, so that many records need little memory: {@code told} has the events,
 * {@code letter} the dead letters, {@code arrival} the input records.
 */
final class StagingTables implements AutoCloseable {
    private static final int BATCH = 1_000;

    private static final List<String> TABLES = List.of(
            "create temporary table missing (topic text, partition int, topic_id uuid, first bigint, next bigint) on commit drop",
            """
            create temporary table told (topic text, partition int, record_offset bigint, subject uuid, line int, outcome text,
                reason text, product_id text, number bigint, balance bigint, decided_at timestamptz) on commit drop""",
            """
            create temporary table letter (topic text, partition int, record_offset bigint, subject uuid, reason text, detail text,
                at timestamptz) on commit drop""",
            "create temporary table arrival (topic text, partition int, record_offset bigint, subject uuid) on commit drop");

    private final PreparedStatement missing;
    private final PreparedStatement told;
    private final PreparedStatement letter;
    private final PreparedStatement arrival;
    private int waiting;

    /** @param tables in a transaction, whose end drops the temporary tables */
    StagingTables(Connection tables) throws SQLException {
        try (var statement = tables.createStatement()) {
            for (var table : TABLES) statement.execute(table);
        }
        missing = insert(tables, "missing", 5);
        told = insert(tables, "told", 11);
        letter = insert(tables, "letter", 7);
        arrival = insert(tables, "arrival", 4);
    }

    private static PreparedStatement insert(Connection tables, String table, int columns) throws SQLException {
        var places = String.join(", ", Stream.generate(() -> "?").limit(columns).toList());
        return tables.prepareStatement("insert into " + table + " values (" + places + ")");
    }

    void add(MissingRange part) throws SQLException {
        add(missing, part.partition().topic(), part.partition().partition(), part.topicId(), part.from(), part.to());
    }

    /** @param source the input record of the event */
    void add(Coordinates source, Event event) throws SQLException {
        if (event instanceof Event.OrderDecided decided) {
            add(
                    told,
                    source.topic(),
                    source.partition(),
                    source.offset(),
                    event.id().subject(),
                    null,
                    decided.outcome().name(),
                    decided.refusal().map(reason -> reason.code()).orElse(null),
                    null,
                    null,
                    null,
                    time(event.at()));
        } else if (event instanceof Event.StockMoved moved) {
            add(
                    told,
                    source.topic(),
                    source.partition(),
                    source.offset(),
                    event.id().subject(),
                    event.id().line(),
                    null,
                    null,
                    moved.product().value(),
                    moved.number(),
                    moved.balance(),
                    time(event.at()));
        }
    }

    /** @param subject null if the record could not be read */
    void addLetter(Coordinates source, UUID subject, ConsumerRecord<byte[], byte[]> record) throws SQLException {
        add(
                letter,
                source.topic(),
                source.partition(),
                source.offset(),
                subject,
                header(record, EventCodec.REASON),
                header(record, "detail"),
                time(Instant.ofEpochMilli(record.timestamp())));
    }

    void addArrival(ConsumerRecord<byte[], byte[]> record, UUID subject) throws SQLException {
        add(arrival, record.topic(), record.partition(), record.offset(), subject);
    }

    /** @return null if there is none */
    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static Object time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private void add(PreparedStatement statement, Object... values) throws SQLException {
        for (var i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
        statement.addBatch();
        if (++waiting % BATCH == 0) flush();
    }

    /** Writes the last batch. Must be called before the first query. */
    void complete() throws SQLException {
        flush();
        try (var statement = missing.getConnection().createStatement()) {
            statement.execute("analyze missing, told, letter, arrival");
        }
    }

    private void flush() throws SQLException {
        for (var statement : inserts()) statement.executeBatch();
    }

    private List<PreparedStatement> inserts() {
        return List.of(missing, told, letter, arrival);
    }

    @Override
    public void close() throws SQLException {
        for (var statement : inserts()) statement.close();
    }
}
