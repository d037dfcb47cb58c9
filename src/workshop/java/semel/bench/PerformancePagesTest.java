package semel.bench;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import semel.kit.GeneratedPage;

/** The page and the chart show the figures of the last recorded run. */
class PerformancePagesTest {
    @Test
    void thePageHasTheFiguresOfTheRun() throws IOException {
        GeneratedPage.isTodays(
                PerformancePages.PAGE, PerformancePages.page(Campaign.read()), PerformancePagesTest.class);
    }

    @Test
    void theChartHasTheFiguresOfTheRun() throws IOException {
        GeneratedPage.isTodays(
                PerformancePages.CHART, PerformancePages.chart(Campaign.read()), PerformancePagesTest.class);
    }
}
