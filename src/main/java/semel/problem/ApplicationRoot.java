package semel.problem;

import io.quarkus.vertx.http.runtime.ForwardedInfo;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/**
 * Computes the application's root path as its client sees it: the prefix that a trusted proxy removed, then
 * {@code quarkus.http.root-path}. Every URL in an answer starts with it; empty if both are {@code /}.
 */
public final class ApplicationRoot {
    /** Any other prefix is ignored, because it may lead to another server, as {@code //host} does. */
    private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

    private ApplicationRoot() {}

    /** @return the path without a trailing slash */
    public static String of(RoutingContext exchange) {
        var mounted = exchange.mountPoint();
        return prefix(exchange) + (mounted == null ? "" : withoutTrailingSlash(mounted));
    }

    /** @return the prefix that a trusted proxy removed (X-Forwarded-Prefix); empty if {@code quarkus.http.proxy.*} trusts none */
    public static String prefix(RoutingContext exchange) {
        var context = ((HttpServerRequestInternal) exchange.request()).context();
        ForwardedInfo forwarded = context.getLocal(ForwardedInfo.CONTEXT_KEY);
        if (forwarded == null || forwarded.getPrefix() == null) {
            return "";
        }
        var prefix = withoutTrailingSlash(forwarded.getPrefix());
        return PREFIX.matcher(prefix).matches() ? prefix : "";
    }

    private static String withoutTrailingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
