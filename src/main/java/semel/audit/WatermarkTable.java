package semel.audit;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.codec.Sha256;
import semel.sql.Attempt;
import semel.sql.Columns;
import semel.sql.DatabaseProbe;

/** Stores the last watermark, so that the first audit after a start does not read everything again. */
@ApplicationScoped
class WatermarkTable {
    private static final String LOAD = "select document, checksum from audit_watermark";

    private static final String STORE = """
            insert into audit_watermark (document, checksum)
            values ((cast(?1 as text[]))[1], (cast(?2 as text[]))[1])
            on conflict (one) do update set document = excluded.document, checksum = excluded.checksum""";

    /** The document's version, part of the checksum: a document of another version has another checksum. */
    private static final String FORM = "2\n";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Mutiny.SessionFactory sessions;
    private final DatabaseProbe probe;

    WatermarkTable(Mutiny.SessionFactory sessions, DatabaseProbe probe) {
        this.sessions = sessions;
        this.probe = probe;
    }

    /** @return {@link Watermark#NONE} if there is none or its checksum is wrong; fails if the database does not answer */
    Uni<Watermark> load() {
        return within(() -> sessions.withStatelessSession(session -> Columns.query(session, LOAD)))
                .map(rows -> rows.stream()
                        .filter(row -> checksum((String) row[0]).equals(row[1]))
                        .map(row -> parse((String) row[0]))
                        .findFirst()
                        .orElse(Watermark.NONE));
    }

    Uni<Void> store(Watermark watermark) {
        var document = text(watermark);
        return within(() -> sessions.withStatelessTransaction(session ->
                        Columns.execute(session, STORE, Columns.one(document), Columns.one(checksum(document)))))
                .replaceWithVoid();
    }

    private <T> Uni<T> within(Supplier<Uni<T>> work) {
        return probe.answers().chain(() -> Attempt.within(PATIENCE, work));
    }

    /** One line each: snapshot, changes, since, totals, ledgers; then each input partition. */
    private static String text(Watermark watermark) {
        var totals = watermark.totals();
        var counts = List.of(
                totals.accepted(), totals.fulfilled(), totals.refused(), totals.suppressed(), totals.deadLetters());
        return String.join(
                        "\n",
                        watermark.snapshot(),
                        watermark.changes(),
                        watermark.since().toString(),
                        counts.stream().map(Object::toString).collect(Collectors.joining(" ")),
                        watermark.ledgers())
                + watermark.decidedNext().entrySet().stream()
                        .map(at ->
                                "\n" + at.getKey().topicId() + " " + at.getKey().partition() + " " + at.getValue())
                        .sorted()
                        .collect(Collectors.joining());
    }

    private static Watermark parse(String document) {
        var lines = document.split("\n", -1);
        var totals = Arrays.stream(lines[3].split(" ")).map(Long::valueOf).toList();
        return new Watermark(
                lines[0],
                lines[1],
                Watermark.InputId.parse(List.of(lines).subList(5, lines.length)),
                Instant.parse(lines[2]),
                new Totals(totals.get(0), totals.get(1), totals.get(2), totals.get(3), totals.get(4)),
                lines[4]);
    }

    private static String checksum(String document) {
        return HexFormat.of().formatHex(Sha256.of((FORM + document).getBytes(StandardCharsets.UTF_8)));
    }
}
