package semel.sql;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Sets and checks what each session must guarantee: limits that free the locks of a frozen replica, and commits that are on disk when they
 * are reported. They are set by SQL after connecting, because a role, database, server or pooler may set others, and read back by another
 * statement.
 *
 * @see "docs/explanation/decisions/0022-a-session-is-checked-before-it-is-used.md"
 */
@Singleton
class SessionGuarantees {
    /** The oldest major version that supports all statements. */
    static final int OLDEST = 14;

    /** The columns of {@link #READ}. */
    static final int NAME = 0;

    static final int VALUE = 1;

    /** The backend's process id; not a setting, but read with them. */
    static final String BACKEND = "backend";

    static final String SHARED = "a connection does not keep its session: a pooler must run in session mode";

    private static final String TRANSACTION_TIMEOUT = "transaction_timeout";
    private static final int TRANSACTION_TIMEOUT_SINCE = 17;

    /** Values with which a crash of the primary may lose commits; {@code local} does not wait for synchronous standbys. */
    private static final Set<String> NOT_DURABLE = Set.of("off", "local");

    /** Rows of a name and a value. A setting that the server does not know has no row. */
    static final String READ = """
            select name, setting from pg_settings
            where name in ('server_version', 'server_version_num', 'fsync', 'synchronous_commit', 'transaction_read_only',
                'lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
            union all select 'backend', cast(pg_backend_pid() as text)""";

    private final Map<String, String> limits = new TreeMap<>();
    private final boolean requireFsync;

    SessionGuarantees(SqlConfig settings) {
        limit("lock_timeout", settings.lockTimeout());
        limit("statement_timeout", settings.statementTimeout());
        limit("idle_in_transaction_session_timeout", settings.idleInTransactionSessionTimeout());
        limit(TRANSACTION_TIMEOUT, settings.transactionTimeout());
        requireFsync = settings.requireFsync();
    }

    private void limit(String name, Duration limit) {
        limits.put(name, Long.toString(limit.toMillis()));
    }

    /** @return the statement that sets the limits that the server knows, and a durable commit; first column: the backend's process id */
    String set() {
        var values = limits.entrySet().stream()
                .map(limit -> "('" + limit.getKey() + "', '" + limit.getValue() + "')")
                .collect(Collectors.joining(", "));
        return """
                select cast(pg_backend_pid() as text), count(set_config(known.name, wanted.value, false))
                from (values ?, ('synchronous_commit', case when current_setting('synchronous_commit') in ('off', 'local') then 'on'
                                                             else current_setting('synchronous_commit') end)) wanted(name, value)
                join pg_settings known on known.name = wanted.name""".replace("?", values);
    }

    /**
     * @param found values by the names of {@link #READ}; settings of the session may be missing
     * @return the server's violations
     */
    List<String> ofTheServer(Map<String, String> found) {
        var violations = new ArrayList<String>();
        if (major(found) < OLDEST) {
            violations.add(
                    "PostgreSQL " + found.get("server_version") + " is too old: " + OLDEST + " or newer is required");
        }
        if (requireFsync && "off".equals(found.get("fsync"))) {
            violations.add("fsync is off: a crash would lose acknowledged orders (see semel.sql.require-fsync)");
        }
        if ("on".equals(found.get("transaction_read_only"))) {
            violations.add("it is read-only");
        }
        return violations;
    }

    /** @return the violated guarantees, empty if the session may be used */
    List<String> violations(Map<String, String> found) {
        var violations = new ArrayList<>(ofTheServer(found));
        if (NOT_DURABLE.contains(found.getOrDefault("synchronous_commit", "off"))) {
            violations.add("synchronous_commit is " + found.get("synchronous_commit") + " and cannot be set to on");
        }
        limits.forEach((name, limit) -> {
            if (isKnown(name, found) && !limit.equals(found.get(name))) {
                violations.add(name + " is " + found.get(name) + " and cannot be set to " + limit);
            }
        });
        return violations;
    }

    /** As {@link #violations(Map)}; also reports {@link #SHARED} if {@code found} is not from the backend that was set up. */
    List<String> violations(String backend, Map<String, String> found) {
        var violations = new ArrayList<>(violations(found));
        if (!backend.equals(found.get(BACKEND))) {
            violations.add(SHARED);
        }
        return violations;
    }

    /** Whether the server can bound a whole transaction; older ones bound its statements and pauses only. */
    static boolean boundsTransactions(Map<String, String> found) {
        return major(found) >= TRANSACTION_TIMEOUT_SINCE;
    }

    private static boolean isKnown(String name, Map<String, String> found) {
        return !name.equals(TRANSACTION_TIMEOUT) || boundsTransactions(found);
    }

    private static int major(Map<String, String> found) {
        return Integer.parseInt(found.getOrDefault("server_version_num", "0")) / 10_000;
    }
}
