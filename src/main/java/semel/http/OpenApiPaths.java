package semel.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Looks up the methods of a path, and the media types of each method's answers, as the OpenAPI document declares them. */
final class OpenApiPaths {
    private static final String DOCUMENT = "/META-INF/openapi.yaml";

    /** @param offered media types of the answers by method, in the document's order; empty if the Accept header does not matter */
    record OpenApiPath(Map<String, List<String>> offered) {
        /** The value of the Allow header. */
        String allowed() {
            var methods = new TreeSet<>(offered.keySet());
            methods.add("OPTIONS");
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            return String.join(", ", methods);
        }

        /** @return null if the method is not allowed */
        List<String> offered(String method) {
            return offered.get(method.equals("HEAD") ? "GET" : method);
        }
    }

    /** Paths without parameters; looked up before templates that would match too. */
    private final Map<String, OpenApiPath> paths = new HashMap<>();

    private final Map<Pattern, OpenApiPath> templates = new LinkedHashMap<>();

    /** @param paths regular expressions of paths that allow only GET, with any Accept header */
    static OpenApiPaths ofReads(List<String> paths) {
        var contract = new OpenApiPaths();
        paths.forEach(path -> contract.templates.put(Pattern.compile(path), new OpenApiPath(Map.of("GET", List.of()))));
        return contract;
    }

    /** Adds the paths of the OpenAPI document. */
    OpenApiPaths andOfDocument() {
        document().path("paths").properties().forEach(path -> add(path.getKey(), parsed(path.getValue())));
        return this;
    }

    private void add(String path, OpenApiPath declared) {
        if (path.contains("{")) {
            templates.put(Pattern.compile(path.replaceAll("\\{[^}]*}", "[^/]+") + "/?"), declared);
        } else {
            paths.put(path, declared);
            paths.put(path + "/", declared);
        }
    }

    /**
     * @param path without the application's root
     * @return null if the OpenAPI document has no such path
     */
    OpenApiPath at(String path) {
        var exact = paths.get(path);
        if (exact != null) {
            return exact;
        }
        for (var template : templates.entrySet()) {
            if (template.getKey().matcher(path).matches()) {
                return template.getValue();
            }
        }
        return null;
    }

    private static OpenApiPath parsed(JsonNode operations) {
        var offered = new LinkedHashMap<String, List<String>>();
        operations.properties().stream()
                .filter(member -> member.getValue().has("responses"))
                .forEach(operation ->
                        offered.put(operation.getKey().toUpperCase(Locale.ROOT), offered(operation.getValue())));
        return new OpenApiPath(offered);
    }

    private static List<String> offered(JsonNode operation) {
        var offered = new ArrayList<String>();
        operation.path("responses").properties().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .forEach(response ->
                        response.getValue().path("content").fieldNames().forEachRemaining(offered::add));
        return offered;
    }

    private static JsonNode document() {
        try (var document = Objects.requireNonNull(OpenApiPaths.class.getResourceAsStream(DOCUMENT), DOCUMENT)) {
            return new YAMLMapper().readTree(document);
        } catch (IOException malformed) {
            throw new UncheckedIOException(DOCUMENT + " is not YAML", malformed);
        }
    }
}
