package semel.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import semel.kit.BlockedStatements;
import semel.kit.Browser;
import semel.kit.Client;
import semel.kit.GeneratedPage;

/** Tests the page at {@code /} in a real browser, with the whole pipeline. */
@QuarkusTest
@TestProfile(BlockedStatements.class)
class StartPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PRODUCTS = 100;
    private static final int SHOWN_ORDERS = 4;
    private static final int SCREENSHOT_WIDTH = 1000;
    private static final int SCREENSHOT_HEIGHT = 780;
    private static final Path PAGE = Path.of("src", "main", "resources", "META-INF", "index.html");
    private static final Path README = Path.of("README.md");
    private static final Path SCREENSHOT = Path.of("docs", "start-page.png");
    private static final Pattern CAPTION = Pattern.compile("<!-- start page [0-9a-f]* -->");

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
        awaitText("stream", "Live.");
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void aPlacedOrderIsShownWhenTheStreamSendsIt() {
        // When
        browser.click("one");
        // Then
        var order = awaitPlaced();
        await().atMost(PATIENCE).until(() -> isShown(order));
        await().atMost(PATIENCE).until(() -> countedOrders() >= 1);
        given().get(order).then().statusCode(200);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void allOrdersAreCountedAndTheLastTenAreShown() {
        // When
        browser.click("many");
        // Then
        awaitText("placed", "200 of 200 accepted.");
        await().atMost(PATIENCE).until(() -> countedOrders() >= 200);
        await().atMost(PATIENCE).until(() -> count("document.querySelectorAll('#orders tr')") == 10);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void anOrderThatIsNotKnownToBeAcceptedIsSentAgainWithTheSameKey() {
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

    /** Holds for any fonts: with the letter spacing each is wider than the widest common fonts (DejaVu Sans, Verdana). */
    @ParameterizedTest
    @CsvSource({"16, 0", "16, 0.15", "24, 0", "24, 0.15"})
    void thePageFitsTheScreen(int base, String letterSpacing) {
        // Given: the longest possible texts
        browser.baseFontSize(base);
        browser.evaluate("document.head.append(Object.assign(document.createElement('style'),"
                + " {textContent: '* { letter-spacing: " + letterSpacing + "em }'}))");
        browser.evaluate("""
                say('stream', 'Live.');
                say('placed', 'Accepted as ', linkTo('ffffffff-ffff-7fff-bfff-ffffffffffff', 'ffffffff-ffff-7fff-bfff-ffffffffffff'), '.');
                say('verdict', 'PENDING: 1000000 accepted, 1000000 fulfilled, 1000000 refused; 0 lost, 0 duplicated, 0 torn.');
                show([1, 2, 3].map(n => ({orderId: 'ffffffff-ffff-7fff-bfff-fffffffffff' + n, customerId: 'W'.repeat(n === 1 ? 64 : 4),
                  status: 'REFUSED', reason: 'UNKNOWN_PRODUCT', total: 9999999999900, currency: 'EUR',
                  acceptedAt: '2026-01-01T00:00:00Z', appliedAt: '2026-01-01T02:46:39Z'})));
                show = () => {}; // the stream must not replace these orders
                new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));""");
        assertThat(count("document.querySelectorAll('#orders tr')")).isEqualTo(3);
        assertThat(browser.evaluate("getComputedStyle(document.body).fontSize").asText())
                .isEqualTo(base + "px");
        for (var width : List.of(280, 320, 400, 480, 640, 767, 768, 832, 1024, 1152, 1440, 2560)) {
            // When
            browser.resize(width, 800);
            // Then
            assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                    .as("width of the page at %d", width)
                    .isLessThanOrEqualTo(width);
            assertThat(browser.evaluate("[...document.querySelectorAll('td, a, button, p')]"
                                    + ".filter(each => each.getBoundingClientRect().right > innerWidth + 1).length")
                            .asInt())
                    .as("elements cut off at %d", width)
                    .isZero();
        }
    }

    @Test
    void theVerdictOfTheAuditIsShown() {
        // When
        browser.click("audit");
        // Then: the audit waits up to half a minute for orders that are not applied yet
        await().atMost(PATIENCE.multipliedBy(2))
                .until(() -> browser.text("verdict").matches("(CLEAN|DIRTY|PENDING): .*"));
    }

    /** {@code -Dsemel.docs.update=true} takes the screenshot again and writes the digest of the page into its caption. */
    @Test
    void theScreenshotInTheReadmeShowsTheCurrentPage() throws IOException, NoSuchAlgorithmException {
        // Given
        var page = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(PAGE));
        var caption = "<!-- start page " + HexFormat.of().formatHex(page, 0, 4) + " -->";
        if (GeneratedPage.isToBeWritten()) {
            for (var product = 1; product <= PRODUCTS; product++) {
                new Client().receive(start, "picture-" + product, "p-" + product, 1_000);
            }
            browser.prefer("light");
            browser.resize(SCREENSHOT_WIDTH, SCREENSHOT_HEIGHT);
            for (var order = 1; order <= SHOWN_ORDERS; order++) {
                browser.click("one");
                var shown = order;
                await().atMost(PATIENCE).until(() -> count("document.querySelectorAll('#orders tr')") >= shown);
            }
            browser.click("audit");
            await().atMost(PATIENCE).until(() -> browser.text("verdict").startsWith("CLEAN: "));
            browser.resize(
                    SCREENSHOT_WIDTH,
                    browser.evaluate("document.documentElement.scrollHeight").asInt());
            // When
            Files.write(SCREENSHOT, browser.screenshot());
            Files.writeString(README, CAPTION.matcher(Files.readString(README)).replaceFirst(caption));
        }
        // Then
        assertThat(Files.readString(README))
                .as("stale: ./mvnw test -Dtest=StartPageTest -Dsemel.docs.update=true")
                .contains(caption);
        assertThat(SCREENSHOT).exists();
    }

    private void awaitText(String element, String text) {
        await().atMost(PATIENCE).until(() -> browser.text(element).equals(text));
    }

    /** @return the order's path */
    private String awaitPlaced() {
        await().atMost(PATIENCE).until(() -> browser.text("placed").startsWith("Accepted as "));
        return browser.evaluate("document.querySelector('#placed a').getAttribute('href')")
                .asText();
    }

    /** @return how many orders the page has counted */
    private int countedOrders() {
        return Integer.parseInt("0" + browser.text("told").replaceAll("\\D", ""));
    }

    private boolean isShown(String order) {
        return count("document.querySelectorAll('#orders a[href=\"" + order + "\"]')") == 1;
    }

    private int count(String list) {
        return browser.evaluate(list + ".length").asInt();
    }
}
