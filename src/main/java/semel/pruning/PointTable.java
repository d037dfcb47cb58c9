package semel.pruning;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.sql.Columns;

/** Stores the points at which history may be cut, and the one at which the kept history begins ({@code pruned}). */
@ApplicationScoped
class PointTable {
    /** Points in a horizon. The kept history is at most one part longer than the horizon. */
    private static final int PARTS = 8;

    // One statement, so one snapshot: the stock is that after all decisions which the snapshot shows.
    private static final String TAKE = """
            with taken as (
                insert into pruning_point (taken_at, shown, progress)
                select clock_timestamp(), pg_current_snapshot(),
                       coalesce((select string_agg(concat_ws(' ', topic_id, partition, decided_next), E'\\n') from progress), '')
                where not exists (select from pruning_point
                                  where taken_at > clock_timestamp() - make_interval(secs => cast((cast(?1 as text[]))[1] as float8)))
                on conflict do nothing
                returning taken_at)
            insert into pruning_stock (taken_at, product_id, on_hand, number)
            select t.taken_at, s.product_id, s.on_hand, s.number from taken t, stock s where s.number > 0""";

    private static final String DUE = """
            select cast(p.taken_at as text), cast(extract(epoch from p.taken_at) * 1000000 as bigint) from pruning_point p
            where p.taken_at <= clock_timestamp() - make_interval(secs => cast((cast(?1 as text[]))[1] as float8))
              and p.taken_at > coalesce((select taken_at from pruned), '-infinity')
            order by p.taken_at desc limit 1""";

    // Adds the counts of what the new point shows and the former one did not, as the audit counts them.
    private static final String MOVE =
            """
            insert into pruned as p (taken_at, forgotten_before, accepted, fulfilled, refused, suppressed, dead_letters)
            select b.taken_at, cast((cast(?2 as text[]))[1] as uuid),
                   (select count(*) from received r where ACCEPTED and kind = 'ORDER'),
                   (select count(*) from decision where NEW and outcome = 'FULFILLED'),
                   (select count(*) from decision where NEW and outcome = 'REFUSED'),
                   (select count(*) from suppressed where NEW), (select count(*) from dead_letter where NEW)
            from pruning_point b left join (pruned p join pruning_point f using (taken_at)) on true
            where b.taken_at = cast((cast(?1 as text[]))[1] as timestamptz)
            on conflict (one) do update
            set taken_at = excluded.taken_at, forgotten_before = excluded.forgotten_before, accepted = p.accepted + excluded.accepted,
                fulfilled = p.fulfilled + excluded.fulfilled, refused = p.refused + excluded.refused,
                suppressed = p.suppressed + excluded.suppressed, dead_letters = p.dead_letters + excluded.dead_letters
            where excluded.taken_at > p.taken_at""".replace("ACCEPTED", between("acknowledged_in")).replace("NEW", between("written_in"));

    // One replica at a time, or two would add the same counts.
    private static final String LOCK = "lock table pruned in share row exclusive mode";

    // Removes the time limits: the first run counts all of a long history. PostgreSQL has transaction_timeout since 17.
    private static final String PATIENT = """
            select set_config(name, '0', true) from pg_settings where name in ('statement_timeout', 'transaction_timeout')""";

    private static final String DROP = "delete from pruning_point where taken_at < (select taken_at from pruned)";

    private static String between(String stamp) {
        return ("STAMP < pg_snapshot_xmax(b.shown) and pg_visible_in_snapshot(STAMP, b.shown)"
                        + " and (f.shown is null or STAMP >= pg_snapshot_xmin(f.shown) and not pg_visible_in_snapshot(STAMP, f.shown))")
                .replace("STAMP", stamp);
    }

    private final Mutiny.SessionFactory database;

    PointTable(Mutiny.SessionFactory database) {
        this.database = database;
    }

    /** Stores the present state as a point, unless there is one from the last eighth of the horizon. */
    Uni<Void> take(Duration horizon) {
        return run(session -> Columns.execute(session, TAKE, seconds(horizon.dividedBy(PARTS)))
                .replaceWithVoid());
    }

    /** @param key its primary key, as the server writes it */
    record Point(String key, Instant takenAt) {
        /** @return the lowest UUIDv7 of its millisecond (RFC 9562, 5.7) */
        private UUID id() {
            return new UUID(takenAt.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L);
        }
    }

    /** @return the newest point that is older than the horizon, and newer than the point at which the kept history begins */
    Uni<Optional<Point>> due(Duration horizon) {
        return run(session -> Columns.query(session, DUE, seconds(horizon)))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Point((String) row[0], Instant.EPOCH.plus(number(row[1]), ChronoUnit.MICROS))));
    }

    /** Makes the kept history begin at this point, unless it begins later. From then on older ids without a decision are refused. */
    Uni<Void> begin(Point point) {
        return run(session -> Columns.query(session, PATIENT)
                .chain(() -> Columns.execute(session, LOCK))
                .chain(() -> Columns.execute(session, MOVE, Columns.one(point.key()), Columns.one(point.id())))
                .chain(() -> Columns.execute(session, DROP))
                .replaceWithVoid());
    }

    private <T> Uni<T> run(Function<StatelessSession, Uni<T>> work) {
        return database.withStatelessTransaction(work::apply);
    }

    private static String[] seconds(Duration duration) {
        return Columns.one(duration.toMillis() / 1000.0);
    }
}
