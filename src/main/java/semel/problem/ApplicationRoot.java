package semel.problem;

import io.quarkus.vertx.http.runtime.ForwardedInfo;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/**
 * Where the application begins for its client: below {@code quarkus.http.root-path}, behind the prefix that a trusted proxy took
 * away. Every URL that is told begins with it; empty where both are {@code /}.
 */
public final class ApplicationRoot {
    /** Whatever else a proxy says would lead elsewhere: {@code //host} is another server. */
    private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

    private ApplicationRoot() {}

    /** @return no slash at its end */
    public static String of(RoutingContext exchange) {
        var mounted = exchange.mountPoint();
        return prefix(exchange) + (mounted == null ? "" : withoutSlashAtItsEnd(mounted));
    }

    /** The part of it that only a proxy knows: X-Forwarded-Prefix, where quarkus.http.proxy.* trusts it. */
    public static String prefix(RoutingContext exchange) {
        var context = ((HttpServerRequestInternal) exchange.request()).context();
        ForwardedInfo forwarded = context.getLocal(ForwardedInfo.CONTEXT_KEY);
        if (forwarded == null || forwarded.getPrefix() == null) {
            return "";
        }
        var prefix = withoutSlashAtItsEnd(forwarded.getPrefix());
        return PREFIX.matcher(prefix).matches() ? prefix : "";
    }

    private static String withoutSlashAtItsEnd(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
