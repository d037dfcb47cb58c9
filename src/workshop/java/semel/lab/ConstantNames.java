package semel.lab;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Maps constants to their names in commands and requests, such as {@code at-least-once}. */
final class ConstantNames {
    private ConstantNames() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> Optional<E> find(Class<E> kind, String name) {
        return Arrays.stream(kind.getEnumConstants())
                .filter(constant -> of(constant).equals(name.strip()))
                .findAny();
    }
}
