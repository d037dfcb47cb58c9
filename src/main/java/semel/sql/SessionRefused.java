package semel.sql;

import io.vertx.sqlclient.DatabaseException;

/** An opened session violates its guarantees; its caller treats the database as unavailable. */
final class SessionRefused extends DatabaseException {
    /** sqlclient_unable_to_establish_sqlconnection. */
    private static final String STATE = "08001";

    SessionRefused(String reason) {
        super("the database cannot be used: " + reason, 0, STATE);
    }
}
