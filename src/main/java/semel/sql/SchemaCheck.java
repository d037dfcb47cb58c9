package semel.sql;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;

/** Refuses to start with tables that are older than this build, unless Flyway migrates them at start. */
@ApplicationScoped
class SchemaCheck {
    private final Flyway flyway;
    private final boolean migratedAtStart;

    SchemaCheck(Flyway flyway, @ConfigProperty(name = "quarkus.flyway.migrate-at-start") boolean migratedAtStart) {
        this.flyway = flyway;
        this.migratedAtStart = migratedAtStart;
    }

    // Priority 40: before the pool opens a session.
    /** @throws IllegalStateException naming each missing migration, or what is wrong with the server */
    void atStart(@Observes @Priority(40) StartupEvent start) {
        if (migratedAtStart) return;
        var missing = Arrays.stream(flyway.info().pending())
                .map(migration -> migration.getVersion() + " (" + migration.getDescription() + ")")
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new IllegalStateException("the tables are older than this build, migrations are missing: " + missing
                    + ". Run this build once with QUARKUS_INIT_AND_EXIT=true and QUARKUS_FLYWAY_MIGRATE_AT_START=true");
        }
        flyway.validate(); // also looks at the server: see ServerCheck
    }
}
