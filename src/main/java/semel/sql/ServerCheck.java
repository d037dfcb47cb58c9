package semel.sql;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.stream.Stream;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Refuses a server that cannot be used, before Flyway migrates anything. */
@Singleton
class ServerCheck implements FlywayConfigurationCustomizer, Callback {
    private final SessionGuarantees guarantees;

    ServerCheck(SessionGuarantees guarantees) {
        this.guarantees = guarantees;
    }

    @Override
    public void customize(FluentConfiguration migrations) {
        migrations.callbacks(Stream.concat(Stream.of(this), Arrays.stream(migrations.getCallbacks()))
                .toArray(Callback[]::new));
    }

    // BEFORE_VALIDATE runs before the table of migrations is created, unless validation is turned off.
    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_VALIDATE || event == Event.BEFORE_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    /** @throws IllegalStateException naming each thing that is wrong */
    @Override
    public void handle(Event event, Context context) {
        var found = new HashMap<String, String>();
        try (var statement = context.getConnection().createStatement();
                var rows = statement.executeQuery(SessionGuarantees.READ)) {
            while (rows.next()) {
                found.put(rows.getString(SessionGuarantees.NAME + 1), rows.getString(SessionGuarantees.VALUE + 1));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("the settings of the database could not be read", failure);
        }
        var violations = guarantees.ofTheServer(found);
        if (!violations.isEmpty()) {
            throw new IllegalStateException("the database cannot be used: " + String.join("; ", violations));
        }
    }

    @Override
    public String getCallbackName() {
        return "server check";
    }
}
