package semel.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import semel.order.ProductId;

/** Event ids and cursors, changed: what is taken is what could have been given out, letter by letter. */
class TokensTest {
    /** What a change puts in: what a number, an id or the shape is made of, and what looks like it. */
    private static final List<String> PIECES = List.of(
            "0", "1", "9", "-", "+", ":", "\n", " ", "", "a", "A", "f", "F", ".", "=", "\u0661", "\u0000", "\uff11",
            "e");

    /** @param cut letters that the piece replaces */
    record Change(int place, int cut, String piece) {
        String in(String text) {
            var from = place % (text.length() + 1);
            return text.substring(0, from) + piece + text.substring(Math.min(text.length(), from + cut));
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(PIECES))
                .as(Change::new)
                .list()
                .ofMaxSize(3);
    }

    @Property
    void anEventsId(@ForAll("positions") StreamPosition position, @ForAll("changes") List<Change> changes) {
        assertTakesOnlyItsOwn(
                position.id(), changes, token -> StreamPosition.of(token).map(StreamPosition::id));
    }

    @Property
    void aCursorOfMovements(
            @ForAll("places") StockMovement.MovementPosition place, @ForAll("changes") List<Change> changes) {
        assertTakesOnlyItsOwn("movements", "p-1", place.toString(), StockMovement.MovementPosition::of, changes);
    }

    @Example
    void aMovementsNumberBeginsAtOneAndItsLineAtZero() {
        var rest = ":00000000-0000-0000-0000-000000000000:";
        assertThat(StockMovement.MovementPosition.of("1" + rest + "0"))
                .isEqualTo(new StockMovement.MovementPosition(1, new UUID(0, 0), (short) 0));
        for (var forged : List.of("0" + rest + "0", "-1" + rest + "0", "1" + rest + "-1")) {
            assertThatThrownBy(() -> StockMovement.MovementPosition.of(forged))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property
    void aCursorOfOrders(@ForAll("ids") UUID order, @ForAll("changes") List<Change> changes) {
        assertTakesOnlyItsOwn("orders", "c-42", order.toString(), OrderKey::of, changes);
    }

    @Property
    void aCursorOfStock(@ForAll("changes") List<Change> changes) {
        assertTakesOnlyItsOwn("inventory", "", "p-1", product -> new ProductId(product).value(), changes);
    }

    @Example
    void aPartThatHoldsALineBreakMakesNoCursor() {
        for (var parts : List.of(List.of("a\n", "", ""), List.of("a", "b\nc", ""), List.of("a", "", "\n"))) {
            assertThatThrownBy(() -> new Cursor(parts.get(0), parts.get(1), parts.get(2)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Provide
    Arbitrary<UUID> ids() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    }

    @Provide
    Arbitrary<StreamPosition> positions() {
        return Combinators.combine(Arbitraries.longs().greaterOrEqual(0), ids()).as(StreamPosition::new);
    }

    @Provide
    Arbitrary<StockMovement.MovementPosition> places() {
        return Combinators.combine(
                        Arbitraries.longs().greaterOrEqual(1),
                        ids(),
                        Arbitraries.shorts().greaterOrEqual((short) 0))
                .as(StockMovement.MovementPosition::new);
    }

    private static void assertTakesOnlyItsOwn(
            String list, String filter, String key, Function<String, ?> read, List<Change> changes) {
        assertTakesOnlyItsOwn(
                new Cursor(list, filter, key).token(),
                changes,
                token -> Cursor.key(list, filter, token)
                        .flatMap(text -> readable(text, read))
                        .map(place -> new Cursor(list, filter, place.toString()).token()));
    }

    private static Optional<?> readable(String text, Function<String, ?> read) {
        try {
            return Optional.of(read.apply(text));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    /** @param taken what a token leads to, as it would be given out */
    private static void assertTakesOnlyItsOwn(
            String token, List<Change> changes, Function<String, Optional<String>> taken) {
        assertThat(taken.apply(token)).contains(token);
        var outside = changed(token, changes);
        taken.apply(outside).ifPresent(again -> assertThat(again).isEqualTo(outside));
        var inside = encoded(changed(new String(Base64.getUrlDecoder().decode(token), UTF_8), changes));
        taken.apply(inside).ifPresent(again -> assertThat(again).isEqualTo(inside));
    }

    private static String changed(String text, List<Change> changes) {
        for (var change : changes) {
            text = change.in(text);
        }
        return text;
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
