package semel.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the OpenAPI document says of each path: its methods, and the media types that each answers with. */
final class Contract {
    private static final String DOCUMENT = "/META-INF/openapi.yaml";

    /**
     * @param offered media types by method, in the document's order; none where the answer is the same for everybody
     */
    record Place(Pattern path, Map<String, List<String>> offered) {
        /** As the header Allow has them. */
        String allowed() {
            var methods = new TreeSet<>(offered.keySet());
            methods.add("OPTIONS");
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            return String.join(", ", methods);
        }

        /** @return empty where the method is not allowed */
        Optional<List<String>> offered(String method) {
            return Optional.ofNullable(offered.get(method.equals("HEAD") ? "GET" : method));
        }
    }

    private final List<Place> places;

    private Contract(List<Place> places) {
        this.places = places;
    }

    /** @param paths as regular expressions, which are only read */
    static Contract ofReads(List<String> paths) {
        return new Contract(paths.stream()
                .map(path -> new Place(Pattern.compile(path), Map.of("GET", List.of())))
                .toList());
    }

    /** The document's paths and others. */
    static Contract ofDocumentAnd(Contract others) {
        var places = new ArrayList<>(others.places);
        document()
                .path("paths")
                .properties()
                // A path is met before a template that it would match too.
                .stream()
                .sorted(Comparator.comparing(path -> path.getKey().contains("{")))
                .forEach(path -> places.add(place(path.getKey(), path.getValue())));
        return new Contract(places);
    }

    /** @param path without the application's root */
    Optional<Place> at(String path) {
        return places.stream()
                .filter(place -> place.path().matcher(path).matches())
                .findFirst();
    }

    private static Place place(String template, JsonNode operations) {
        var offered = new LinkedHashMap<String, List<String>>();
        operations.properties().stream()
                .filter(member -> member.getValue().has("responses"))
                .forEach(operation ->
                        offered.put(operation.getKey().toUpperCase(Locale.ROOT), offered(operation.getValue())));
        return new Place(Pattern.compile(template.replaceAll("\\{[^}]*}", "[^/]+") + "/?"), offered);
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
        try (var document = Objects.requireNonNull(Contract.class.getResourceAsStream(DOCUMENT), DOCUMENT)) {
            return new YAMLMapper().readTree(document);
        } catch (IOException malformed) {
            throw new UncheckedIOException(DOCUMENT + " is no YAML", malformed);
        }
    }
}
