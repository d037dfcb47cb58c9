package com.yourcompany;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Currency;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import semel.kit.OptionalFeatures;
import semel.order.CustomerId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.OrderPolicy;
import semel.order.ProductId;
import semel.order.Reason;
import semel.order.Verdict;

/** Tests the README's example policy: a bean in a package of your own, which replaces the built-in policy. */
@QuarkusTest
@TestProfile(OptionalFeatures.class)
class SmallOrdersOnlyTest {
    private static final Currency EUR = Currency.getInstance("EUR");

    @Inject
    OrderPolicy policy;

    @Test
    void theReadmeShowsThePolicyAsItIsTestedHere() throws IOException {
        var source = Files.readString(Path.of("src/test/java/com/yourcompany/SmallOrdersOnly.java"));
        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + source + "```");
    }

    @Test
    void thePolicyReplacesTheBuiltInPolicy() {
        assertThat(ClientProxy.unwrap(policy)).isInstanceOf(SmallOrdersOnly.class);
        assertThat(policy.decide(orderOf(10), product -> OptionalLong.of(100))).isInstanceOf(Verdict.Fulfil.class);
        assertThat(policy.decide(orderOf(11), product -> OptionalLong.of(100)))
                .isEqualTo(new Verdict.Refuse(new Reason("TOO_MANY_LINES")));
    }

    private static Order orderOf(int lineCount) {
        var lines = IntStream.range(0, lineCount)
                .mapToObj(number -> new OrderLine(new ProductId("p-1"), 1, new Money(100, EUR)))
                .toList();
        return new Order(new OrderId(UUID.randomUUID()), new CustomerId("c-1"), EUR, lines, Instant.EPOCH);
    }
}
