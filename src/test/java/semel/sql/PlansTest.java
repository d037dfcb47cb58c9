package semel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import semel.intake.IntakeAndViewAlone;
import semel.kit.TestServers;

/**
 * Tests that no statement of the commit path or of pruning reads a whole table while the database has no statistics. A connection
 * keeps the plan of a statement after a few runs. In a new database it keeps a plan without statistics until the first statistics
 * exist. If that plan reads the whole table, it does so for each batch while the table grows.
 */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class PlansTest {
    private static final List<String> HOT = List.of(
            "semel.intake.ReceivedTable",
            "semel.decision.ProgressTable",
            "semel.decision.Claims",
            "semel.decision.StockTable",
            "semel.decision.DecisionTable",
            "semel.projection.ProjectionTables",
            "semel.projection.CustomerOrderTable",
            "semel.projection.InventoryTable",
            "semel.projection.NotificationTable",
            "semel.projection.AppliedTable",
            "semel.pruning.HistoryTable");
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Pattern TEXT_BLOCK = Pattern.compile("\"{3}.*?\"{3}", Pattern.DOTALL);
    private static final Pattern SORTED = Pattern.compile("order by ([a-z_]+)\\b(?![.(])");
    private static final Pattern PARAMETER = Pattern.compile("\\?(\\d+)");
    /** The other tables stay small: they have a row for each product or partition, or for a rare case such as a dead letter. */
    private static final Pattern WHOLE = Pattern.compile("Seq Scan on (received|decision|suppressed|processed_event|"
            + "repeated_event|customer_order|inventory_movement|notification)\\b");

    @Inject
    TestServers servers;

    @Test
    void withoutStatisticsNoStatementOfTheCommitPathOrOfPruningReadsAWholeTable() throws Exception {
        var found = new LinkedHashMap<String, List<String>>();
        try (var connection = servers.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            createEmptyTables(statement);
            for (var sql : statements().entrySet()) {
                statement.execute(
                        sql.getKey().startsWith("semel.pruning.")
                                ? pruningByIndex()
                                : "set local enable_hashjoin = on; set local enable_mergejoin = on");
                var scans = scans(statement, sql.getValue());
                if (!scans.isEmpty()) {
                    found.put(sql.getKey(), scans);
                }
            }
            connection.rollback();
        }
        assertThat(found).isEmpty();
    }

    /** What pruning runs before each of its statements. */
    private static String pruningByIndex() throws ReflectiveOperationException {
        var field = Class.forName("semel.pruning.HistoryTable").getDeclaredField("BY_INDEX");
        field.setAccessible(true);
        return (String) field.get(null);
    }

    /** A name after "order by" means a column of the result first, and cast(x as text) is called x: 9 would come after 10. */
    @Test
    void noStatementSortsByTheTextOfAColumn() throws IOException {
        var found = new ArrayList<String>();
        try (var files = Files.find(
                Path.of("src/main/java"),
                20,
                (path, attributes) -> path.toString().endsWith(".java"))) {
            for (var file : files.toList()) {
                var blocks = TEXT_BLOCK.matcher(Files.readString(file));
                while (blocks.find()) {
                    SORTED.matcher(blocks.group())
                            .results()
                            .map(sorted -> sorted.group(1))
                            .filter(column ->
                                    blocks.group().matches("(?s).*cast\\(" + column + " as text\\)(?! as ).*"))
                            .forEach(column -> found.add(file.getFileName() + ": " + column));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static void createEmptyTables(Statement statement) throws IOException, SQLException {
        statement.execute("create schema without_statistics; set local search_path = without_statistics");
        try (var files = Files.list(MIGRATIONS)) {
            for (var file : files.sorted().toList()) {
                statement.execute(Files.readString(file));
            }
        }
    }

    /** @return SQL by class and field */
    private static Map<String, String> statements() throws ReflectiveOperationException {
        var statements = new LinkedHashMap<String, String>();
        for (var name : HOT) {
            var before = statements.size();
            for (var field : Class.forName(name).getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    sql(field.get(null)).forEach(sql -> statements.put(name + "." + field.getName(), sql));
                }
            }
            assertThat(statements).as(name).hasSizeGreaterThan(before);
        }
        var all = List.copyOf(statements.values());
        statements.values().removeIf(sql -> all.stream().anyMatch(other -> isBeginning(sql, other)));
        return statements;
    }

    private static boolean isBeginning(String sql, String other) {
        return other.length() > sql.length() && other.startsWith(sql);
    }

    private static List<String> sql(Object value) throws ReflectiveOperationException {
        if (value == null || value instanceof String) {
            return value instanceof String text && text.contains("cast(?1") ? List.of(text) : List.of();
        }
        var texts = new ArrayList<String>();
        for (var field : value.getClass().getDeclaredFields()) {
            if (field.getType() == String.class && field.getName().equals("sql")) {
                field.setAccessible(true);
                texts.add((String) field.get(value));
            } else if (field.getType().getSimpleName().equals("BatchStatement")) {
                field.setAccessible(true);
                texts.addAll(sql(field.get(value)));
            }
        }
        return texts;
    }

    /** Finds sequential scans in the generic plan, which is the same for all parameter values. */
    private static List<String> scans(Statement statement, String sql) throws SQLException {
        var parameters = PARAMETER
                .matcher(sql)
                .results()
                .mapToInt(at -> Integer.parseInt(at.group(1)))
                .max()
                .orElseThrow();
        statement.execute("set local plan_cache_mode = force_generic_plan");
        statement.execute("prepare hot(" + repeated("text[]", parameters) + ") as "
                + PARAMETER.matcher(sql).replaceAll("\\$$1"));
        var scans = new ArrayList<String>();
        try (var rows = statement.executeQuery("explain execute hot(" + repeated("'{}'", parameters) + ")")) {
            while (rows.next()) {
                var scan = WHOLE.matcher(rows.getString(1));
                if (scan.find()) {
                    scans.add(scan.group());
                }
            }
        }
        statement.execute("deallocate hot");
        return scans;
    }

    private static String repeated(String text, int times) {
        return String.join(",", Collections.nCopies(times, text));
    }
}
