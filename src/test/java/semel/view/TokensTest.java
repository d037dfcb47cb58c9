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

/** Tests changed event ids and cursors: each one that is accepted equals, letter by letter, one that the view itself writes. */
class TokensTest {
    /** What a change inserts: parts of numbers and ids, separators, and characters that look like them. */
    private static final List<String> PIECES = List.of(
            "0", "1", "9", "-", "+", ":", "\n", " ", "", "a", "A", "f", "F", ".", "=", "\u0661", "\u0000", "\uff11",
            "e");

    /** @param cut how many letters the piece replaces */
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
    void aChangedEventIdIsAcceptedOnlyIfItIsCanonical(
            @ForAll("positions") StreamPosition position, @ForAll("changes") List<Change> changes) {
        assertAcceptsOnlyCanonical(
                position.id(), changes, token -> StreamPosition.of(token).map(StreamPosition::id));
    }

    @Property
    void aChangedCursorOfMovementsIsAcceptedOnlyIfItIsCanonical(
            @ForAll("movementPositions") StockMovement.MovementPosition position,
            @ForAll("changes") List<Change> changes) {
        assertAcceptsOnlyCanonical(
                "movements", "p-1", position.toString(), StockMovement.MovementPosition::of, changes);
    }

    @Example
    void theNumberOfAMovementStartsAtOneAndItsLineAtZero() {
        var rest = ":00000000-0000-0000-0000-000000000000:";
        assertThat(StockMovement.MovementPosition.of("1" + rest + "0"))
                .isEqualTo(new StockMovement.MovementPosition(1, new UUID(0, 0), (short) 0));
        for (var forged : List.of("0" + rest + "0", "-1" + rest + "0", "1" + rest + "-1")) {
            assertThatThrownBy(() -> StockMovement.MovementPosition.of(forged))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property
    void aChangedCursorOfOrdersIsAcceptedOnlyIfItIsCanonical(
            @ForAll("ids") UUID order, @ForAll("changes") List<Change> changes) {
        assertAcceptsOnlyCanonical("orders", "c-42", order.toString(), OrderKey::of, changes);
    }

    @Property
    void aChangedCursorOfStockIsAcceptedOnlyIfItIsCanonical(@ForAll("changes") List<Change> changes) {
        assertAcceptsOnlyCanonical("inventory", "", "p-1", product -> new ProductId(product).value(), changes);
    }

    @Example
    void aCursorPartWithALineBreakIsRefused() {
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
    Arbitrary<StockMovement.MovementPosition> movementPositions() {
        return Combinators.combine(
                        Arbitraries.longs().greaterOrEqual(1),
                        ids(),
                        Arbitraries.shorts().greaterOrEqual((short) 0))
                .as(StockMovement.MovementPosition::new);
    }

    private static void assertAcceptsOnlyCanonical(
            String list, String filter, String key, Function<String, ?> read, List<Change> changes) {
        assertAcceptsOnlyCanonical(
                new Cursor(list, filter, key).token(),
                changes,
                token -> Cursor.key(list, filter, token)
                        .flatMap(text -> readable(text, read))
                        .map(decoded -> new Cursor(list, filter, decoded.toString()).token()));
    }

    private static Optional<?> readable(String text, Function<String, ?> read) {
        try {
            return Optional.of(read.apply(text));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    /** @param reencode decodes a token and encodes the result again; empty if the token is refused */
    private static void assertAcceptsOnlyCanonical(
            String token, List<Change> changes, Function<String, Optional<String>> reencode) {
        assertThat(reencode.apply(token)).contains(token);
        var changedToken = changed(token, changes);
        reencode.apply(changedToken).ifPresent(again -> assertThat(again).isEqualTo(changedToken));
        var changedContent = encoded(changed(new String(Base64.getUrlDecoder().decode(token), UTF_8), changes));
        reencode.apply(changedContent).ifPresent(again -> assertThat(again).isEqualTo(changedContent));
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
