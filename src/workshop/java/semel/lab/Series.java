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
 * Describes a request: several lanes, one after the other, under the same fault.
 *
 * @param orders number of orders for each lane
 * @param perSecond orders written a second; 0: all at once
 */
record Series(Set<Lane> lanes, LabFault fault, int orders, int perSecond, long seed) {
    private static final int MAX_ORDERS = 100_000;
    private static final int MAX_PER_SECOND = 10_000;
    private static final Set<String> MEMBERS = Set.of("lanes", "fault", "orders", "rate", "seed");

    /** Thrown for an invalid request; lists all its errors. */
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

    /** One experiment for each lane. */
    List<Experiment> experiments() {
        return lanes.stream()
                .map(lane -> new Experiment(lane, fault, orders, perSecond, seed))
                .toList();
    }

    /** The format that {@link #of} reads. */
    JsonObject json() {
        return new JsonObject()
                .put(
                        "lanes",
                        new JsonArray(lanes.stream().map(ConstantNames::of).toList()))
                .put("fault", ConstantNames.of(fault))
                .put("orders", orders)
                .put("rate", perSecond)
                .put("seed", seed);
    }

    /**
     * @param body a JSON object. Defaults: every lane that can run now and to which the fault applies, no fault, 400 orders, 100 a
     *     second, a random seed
     * @throws Invalid with all errors
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
            // reported below
        }
        throw new Invalid(List.of(error("", "must be a JSON object")));
    }

    private static JsonObject error(String pointer, String detail) {
        return new JsonObject().put("pointer", pointer).put("detail", detail);
    }

    /** Reads the whole request before it refuses it, so that all errors are reported. */
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
            var fault = named(LabFault.class, "/fault", body.getValue("fault", "none"));
            var lanes = lanes(fault);
            var series = new Series(
                    lanes,
                    fault.orElse(LabFault.NONE),
                    (int) number("orders", 400, 1, MAX_ORDERS),
                    (int) number("rate", 100, 0, MAX_PER_SECOND),
                    number("seed", RandomGenerator.getDefault().nextInt(1_000_000), Long.MIN_VALUE, Long.MAX_VALUE));
            if (!errors.isEmpty()) {
                throw new Invalid(errors);
            }
            return series;
        }

        private Set<Lane> lanes(Optional<LabFault> fault) {
            var asked = body.getValue("lanes");
            if (asked == null) {
                return EnumSet.allOf(Lane.class).stream()
                        .filter(lane ->
                                canRun(lane) && fault.orElse(LabFault.NONE).appliesTo(lane))
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
                    check(lane, fault, pointer);
                });
            }
            return lanes;
        }

        private void check(Lane lane, Optional<LabFault> fault, String pointer) {
            if (fault.isPresent() && !fault.get().appliesTo(lane)) {
                refuse(pointer, "is a lane to which this fault does not apply");
            }
            if (!canRun(lane)) {
                refuse(pointer, "needs the packaged application, which is missing: ./mvnw package -DskipTests");
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
