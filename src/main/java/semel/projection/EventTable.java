package semel.projection;

import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import semel.order.Event;
import semel.order.EventId;

/** Applies the events of one kind to their table in one statement, which returns how many of them are new. */
record EventTable(EventId.Kind kind, BatchStatement<EventRecord> statement) {
    // Reads the events, stores the ids that are new, writes the effects of those events, and counts them.
    private static final String SQL = """
            with arrived as (
                select cast(a.subject as uuid), cast(a.line as smallint), cast(a.partition as int), cast(a.record_offset as bigint), CASTS
                from unnest(ARRAYS) as a(subject, line, partition, record_offset, NAMES)
            ), fresh as (
                insert into processed_event (subject, kind, line, partition, record_offset)
                select subject, KIND, line, partition, record_offset from arrived
                on conflict do nothing
                returning subject, line
            ), EFFECTS
            select count(*) from fresh""";

    /**
     * @param columns names and types of the events' values in {@code arrived}, such as {@code customer_id text, total bigint}
     * @param effects common table expressions that write the effects of the new events: {@code arrived join fresh using (subject, line)}
     * @param values one for each of the columns, in their order
     */
    @SafeVarargs
    static <E extends Event> EventTable of(
            EventId.Kind kind, Class<E> type, String columns, String effects, Function<E, Object>... values) {
        var parameters = IntStream.rangeClosed(1, 4 + values.length).mapToObj(n -> "cast(?" + n + " as text[])");
        var statement = EventRecord.identified(SQL.replace("KIND", Integer.toString(kind.code()))
                .replace("CASTS", columns.replaceAll("(\\w+) (\\w+)", "cast(a.$1 as $2)"))
                .replace("NAMES", columns.replaceAll("(\\w+) \\w+", "$1"))
                .replace("ARRAYS", parameters.collect(Collectors.joining(", ")))
                .replace("EFFECTS", effects));
        for (var value : values) {
            statement = statement.with(record -> value.apply(type.cast(record.event())));
        }
        return new EventTable(kind, statement);
    }
}
