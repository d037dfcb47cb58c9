package semel.projection;

import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import semel.order.Event;
import semel.order.EventId;

/** Applies the events of one kind to their table, in one statement, which selects how many of them are new. */
record EventTable(EventId.Kind kind, BatchStatement<EventRecord> statement) {
    // The events, the ids that are new, the effects of those, and how many they are.
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
     * @param columns names and types, {@code customer_id text, total bigint}: columns of {@code arrived} beside the event's id
     * @param effects common table expressions that write the effects of {@code arrived join fresh using (subject, line)}
     * @param values one for each column
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
