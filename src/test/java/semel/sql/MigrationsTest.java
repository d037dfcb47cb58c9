package semel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that a migration only adds what an older build can ignore. During an upgrade, and when it is rolled back, the builds before and
 * after a migration work on the same tables. What is no longer used is removed by a later migration named {@code contract_*}.
 *
 * @see "docs/explanation/decisions/0036-a-migration-only-adds.md"
 */
class MigrationsTest {
    private static final Path FOLDER = Path.of("src/main/resources/db/migration");
    private static final String FIRST = "V1__tables.sql";
    private static final Pattern CONTRACT = Pattern.compile("V\\d+__contract_\\w+\\.sql");

    /** Statements that do not affect an older build: new tables, indexes that are not unique, columns with a default, storage settings. */
    private static final List<Pattern> ADDS = List.of(
            Pattern.compile("create table .*"),
            Pattern.compile("create index .*"),
            Pattern.compile("alter table \\w+ add column \\w+ (?!.*\\bnot null\\b).*"),
            Pattern.compile("alter table \\w+ add column .*\\bdefault\\b.*"),
            Pattern.compile("alter table \\w+ set \\(.*\\)"),
            Pattern.compile("comment on .*"));

    @Test
    void eachMigrationOnlyAdds() throws IOException {
        try (var files = Files.list(FOLDER)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (name.equals(FIRST) || CONTRACT.matcher(name).matches()) continue;
                assertThat(refused(Files.readString(file))).as(name).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table shipment (id uuid not null primary key);",
                "-- why\ncreate index shipment_of_order on shipment (order_id);",
                "alter table decision add column note text;",
                "alter table decision add column weight bigint not null default 0;",
                "alter table stock set (autovacuum_vacuum_scale_factor = 0.01);"
            })
    void aMigrationThatAddsIsAccepted(String migration) {
        assertThat(refused(migration)).isEmpty();
    }

    /** Each of these would break a statement of an older build or violate what it writes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table decision drop column reason;",
                "alter table decision rename column reason to why;",
                "alter table decision alter column reason set not null;",
                "alter table decision add column weight bigint not null;",
                "alter table decision add check (reason <> '');",
                "create unique index notification_once on notification (customer_id);",
                "drop table suppressed;",
                "update decision set reason = 'x';",
                "create table shipment (id uuid); drop index decision_written_in;"
            })
    void aMigrationThatChangesIsRefused(String migration) {
        assertThat(refused(migration)).isNotEmpty();
    }

    private static List<String> refused(String migration) {
        return Arrays.stream(migration.replaceAll("--[^\n]*", " ").split(";"))
                .map(statement -> statement.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT))
                .filter(statement -> !statement.isEmpty())
                .filter(statement -> ADDS.stream()
                        .noneMatch(pattern -> pattern.matcher(statement).matches()))
                .toList();
    }
}
