package semel.intake;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.sql.Columns;

/** Reads and counts the rows of {@code received} without a mark, through the index that holds only those. */
@ApplicationScoped
class UnmarkedRows {
    /** Rows of a page. */
    static final int PAGE = 1_000;

    /** The maximum number of rows that are counted. */
    static final int MANY = 10_000;

    // "offset 0" makes PostgreSQL look up each row's decision by index, even if its statistics are old.
    private static final String NEXT = """
            select cast(r.received_at as text), cast(r.id as text), exists (select from decision d where d.id = r.id offset 0)
            from (select id, received_at from received
                  where acknowledged_at is null
                    and (received_at, id) > (cast((cast(?1 as text[]))[1] as timestamptz), cast((cast(?2 as text[]))[1] as uuid))
                    and received_at < now() - make_interval(secs => cast((cast(?3 as text[]))[1] as double precision))
                  order by received_at, id limit PAGE) r
            order by r.received_at, r.id
            """.replace("PAGE", Integer.toString(PAGE));

    private static final String COUNT = """
            select count(*) filter (where received_at >= now() - interval '1 hour'),
                   count(*) filter (where received_at < now() - interval '1 hour' and received_at >= now() - interval '1 day'),
                   count(*) filter (where received_at < now() - interval '1 day'),
                   coalesce((select cast(extract(epoch from now() - min(received_at)) as bigint)
                             from received where acknowledged_at is null), 0)
            from (select received_at from received
                  where acknowledged_at is null and received_at < now() - interval '1 minute'
                  order by received_at desc limit MANY) u
            """.replace("MANY", Integer.toString(MANY));

    private final Mutiny.SessionFactory sessions;
    private final IntakeConfig settings;

    UnmarkedRows(Mutiny.SessionFactory sessions, IntakeConfig settings) {
        this.sessions = sessions;
        this.settings = settings;
    }

    /** A position in the unmarked rows, in order of age. */
    record PageStart(String receivedAt, String id) {
        static final PageStart START = new PageStart("-infinity", new UUID(0, 0).toString());
    }

    /** @param isDecided whether it has a decision, which proves that its record is in the input */
    record UnmarkedRow(PageStart place, boolean isDecided) {
        UUID id() {
            return UUID.fromString(place.id());
        }
    }

    /**
     * Numbers of unmarked rows by age; only the newest {@value #MANY} rows are counted.
     *
     * @param minute at least a minute, but less than an hour
     * @param hour at least an hour, but less than a day
     * @param day at least a day
     * @param oldestSeconds age of the oldest row, 0 if there is none
     */
    record UnmarkedCounts(long minute, long hour, long day, long oldestSeconds) {}

    /** @return a page of rows older than {@code semel.intake.sweep}; younger ones belong to requests in flight */
    Uni<List<UnmarkedRow>> next(PageStart after) {
        return sessions.withStatelessSession(session -> Columns.query(
                        session,
                        NEXT,
                        Columns.one(after.receivedAt()),
                        Columns.one(after.id()),
                        Columns.one(settings.sweep().toMillis() / 1000.0)))
                .map(rows -> rows.stream().map(UnmarkedRows::row).toList());
    }

    private static UnmarkedRow row(Object[] row) {
        return new UnmarkedRow(new PageStart((String) row[0], (String) row[1]), (boolean) row[2]);
    }

    Uni<UnmarkedCounts> count() {
        return sessions.withStatelessSession(session -> Columns.query(session, COUNT))
                .map(rows -> rows.get(0))
                .map(row -> new UnmarkedCounts(
                        Columns.number(row[0]),
                        Columns.number(row[1]),
                        Columns.number(row[2]),
                        Columns.number(row[3])));
    }
}
