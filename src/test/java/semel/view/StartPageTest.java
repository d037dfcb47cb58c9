package semel.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.kit.Browser;

/** The page at {@code /} in a real browser, before the whole pipeline. */
@QuarkusTest
class StartPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestHTTPResource("/")
    URI start;

    private Browser browser;

    @BeforeEach
    void open() {
        var chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "no Chromium on this machine");
        browser = Browser.start(chromium.get());
        browser.resize(380, 800);
        browser.visit(start);
        awaitSaid("stream", "Live.");
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void anOrderThatIsPlacedThereIsShownWhenTheStreamTellsOfIt() {
        // When
        browser.click("one");
        // Then
        var order = awaitPlaced();
        await().atMost(PATIENCE).until(() -> isShown(order));
        await().atMost(PATIENCE).until(() -> told() >= 1);
        given().get(order).then().statusCode(200);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void manyOrdersAreToldEachAndTheLastAreShown() {
        // When
        browser.click("many");
        // Then
        awaitSaid("placed", "200 of 200 accepted.");
        await().atMost(PATIENCE).until(() -> told() >= 200);
        await().atMost(PATIENCE).until(() -> count("document.querySelectorAll('#orders tr')") == 10);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void whatIsNotKnownToBeAcceptedIsSentAgainUnderItsKey() {
        // Given
        browser.evaluate("""
                window.keys = [];
                const real = window.fetch;
                window.fetch = (path, request) => {
                  if (request?.method !== 'POST') return real(path, request);
                  keys.push(request.headers['Idempotency-Key']);
                  return keys.length === 1 ? Promise.reject(new TypeError('cut off'))
                    : keys.length === 2 ? Promise.resolve(new Response('{}', {status: 503})) : real(path, request);
                };""");
        // When
        browser.click("one");
        // Then
        var order = awaitPlaced();
        await().atMost(PATIENCE).until(() -> isShown(order));
        assertThat(count("keys")).isEqualTo(3);
        assertThat(count("[...new Set(keys)]")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 380, 768, 1440})
    void itFitsTheScreen(int width) {
        // Given
        browser.click("one");
        var order = awaitPlaced();
        await().atMost(PATIENCE).until(() -> isShown(order));
        // When
        browser.resize(width, 800);
        // Then
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(width);
    }

    @Test
    void theAuditsVerdictIsTold() {
        // When
        browser.click("audit");
        // Then: it waits for what is under way, for half a minute
        await().atMost(PATIENCE.multipliedBy(2))
                .until(() -> browser.text("verdict").matches("(CLEAN|DIRTY|PENDING): .*"));
    }

    private void awaitSaid(String where, String what) {
        await().atMost(PATIENCE).until(() -> browser.text(where).equals(what));
    }

    /** @return the order's path */
    private String awaitPlaced() {
        await().atMost(PATIENCE).until(() -> browser.text("placed").startsWith("Accepted as "));
        return browser.evaluate("document.querySelector('#placed a').getAttribute('href')")
                .asText();
    }

    /** How many orders the stream told of. */
    private int told() {
        return Integer.parseInt("0" + browser.text("told").replaceAll("\\D", ""));
    }

    private boolean isShown(String order) {
        return count("document.querySelectorAll('#orders a[href=\"" + order + "\"]')") == 1;
    }

    private int count(String list) {
        return browser.evaluate(list + ".length").asInt();
    }
}
