package semel.lab;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import semel.kit.App;

/**
 * Describes several lanes under the same fault, one after the other, as a request has them.
 *
 * @param orders for each lane
 * @param perSecond how fast they come; 0: all at once
 */
record Series(Set<Lane> lanes, LabFault trouble, int orders, int perSecond, long seed) {
    private static final int MAX_ORDERS = 100_000;
    private static final int MAX_PER_SECOND = 10_000;
    private static final Set<String> MEMBERS = Set.of("lanes", "fault", "orders", "rate", "seed");

    /** What is wrong with a request, all at once. */
    static final class Invalid extends RuntimeException {
        private final transient List<JsonObject> errors;

        private Invalid(List<JsonObject> errors) {
            super(errors.toString());
            this.errors = errors;
        }

        JsonArray errors() {
            return new JsonArray(errors);
        }
    }

    /** One lane after the other. */
    List<Experiment> experiments() {
        return lanes.stream()
                .map(lane -> new Experiment(lane, trouble, orders, perSecond, seed))
                .toList();
    }

    /** As {@link #of} reads it. */
    JsonObject json() {
        return new JsonObject()
                .put(
                        "lanes",
                        new JsonArray(lanes.stream().map(ConstantNames::of).toList()))
                .put("fault", ConstantNames.of(trouble))
                .put("orders", orders)
                .put("rate", perSecond)
                .put("seed", seed);
    }

    /**
     * @param body an object; what it does not say is: every lane that can run now and that the fault concerns, no fault, 400 orders, 100
     *     a second, any seed
     * @throws Invalid with every reason
     */
    static Series of(Buffer body) {
        return new SeriesRequest(object(body)).series();
    }

    private static JsonObject object(Buffer body) {
        try {
            if (body != null && Json.decodeValue(body) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException malformed) {
            // said below
        }
        throw new Invalid(List.of(error("", "must be a JSON object")));
    }

    private static JsonObject error(String pointer, String detail) {
        return new JsonObject().put("pointer", pointer).put("detail", detail);
    }

    /** Reads all of it before it refuses. */
    private static final class SeriesRequest {
        private final JsonObject body;
        private final List<JsonObject> errors = new ArrayList<>();

        private SeriesRequest(JsonObject body) {
            this.body = body;
        }

        private Series series() {
            body.fieldNames().stream()
                    .filter(name -> !MEMBERS.contains(name))
                    .forEach(name -> refuse("/" + name.replace("~", "~0").replace("/", "~1"), "is not known"));
            var trouble = named(LabFault.class, "/fault", body.getValue("fault", "none"));
            var lanes = lanes(trouble);
            var series = new Series(
                    lanes,
                    trouble.orElse(LabFault.NONE),
                    (int) number("orders", 400, 1, MAX_ORDERS),
                    (int) number("rate", 100, 0, MAX_PER_SECOND),
                    number("seed", RandomGenerator.getDefault().nextInt(1_000_000), Long.MIN_VALUE, Long.MAX_VALUE));
            if (!errors.isEmpty()) {
                throw new Invalid(errors);
            }
            return series;
        }

        private Set<Lane> lanes(Optional<LabFault> trouble) {
            var asked = body.getValue("lanes");
            if (asked == null) {
                return EnumSet.allOf(Lane.class).stream()
                        .filter(lane ->
                                canRun(lane) && trouble.orElse(LabFault.NONE).concerns(lane))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
            }
            if (!(asked instanceof JsonArray names) || names.isEmpty()) {
                refuse("/lanes", "must be an array of at least one of " + all(Lane.class));
                return Set.of();
            }
            var lanes = new LinkedHashSet<Lane>();
            for (int i = 0; i < names.size(); i++) {
                var pointer = "/lanes/" + i;
                named(Lane.class, pointer, names.getValue(i)).ifPresent(lane -> {
                    lanes.add(lane);
                    check(lane, trouble, pointer);
                });
            }
            return lanes;
        }

        private void check(Lane lane, Optional<LabFault> trouble, String pointer) {
            if (trouble.isPresent() && !trouble.get().concerns(lane)) {
                refuse(pointer, "has nothing that this fault could strike");
            }
            if (!canRun(lane)) {
                refuse(pointer, "runs the packaged application, which is not there: ./mvnw package -DskipTests");
            }
        }

        private static boolean canRun(Lane lane) {
            return !lane.isThePipeline() || Files.exists(App.JAR);
        }

        private <E extends Enum<E>> Optional<E> named(Class<E> kind, String pointer, Object name) {
            var found = name instanceof String text ? ConstantNames.find(kind, text) : Optional.<E>empty();
            if (found.isEmpty()) {
                refuse(pointer, "must be one of " + all(kind));
            }
            return found;
        }

        private static <E extends Enum<E>> String all(Class<E> kind) {
            return Arrays.stream(kind.getEnumConstants()).map(ConstantNames::of).collect(Collectors.joining(", "));
        }

        private long number(String name, long otherwise, long least, long most) {
            var value = body.getValue(name, otherwise);
            if ((value instanceof Integer || value instanceof Long)
                    && ((Number) value).longValue() >= least
                    && ((Number) value).longValue() <= most) {
                return ((Number) value).longValue();
            }
            refuse("/" + name, "must be a whole number from " + least + " to " + most);
            return otherwise;
        }

        private void refuse(String pointer, String detail) {
            errors.add(error(pointer, detail));
        }
    }
}
