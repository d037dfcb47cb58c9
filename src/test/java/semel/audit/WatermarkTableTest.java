package semel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.kit.DatabaseRows;
import semel.kit.TestServers;

/** Tests which stored watermark the first audit after a start continues from. */
@QuarkusTest
@TestProfile(TableEvidenceTest.OfItsOwn.class)
class WatermarkTableTest {
    private static final Watermark CLEAN = new Watermark(
            "10:20:11,12",
            "2026-01-01 00:00:00+00 received 1 2 3, decision 4 5 6",
            Map.of(new Watermark.InputId(new UUID(1, 2), 0), 7L, new Watermark.InputId(new UUID(1, 2), 3), 8L),
            Instant.parse("2026-01-01T00:00:00.000001Z"),
            new Totals(1, 2, 3, 4, 5),
            "9:9:");

    @Inject
    TestServers servers;

    @Inject
    WatermarkTable table;

    private DatabaseRows rows;

    @BeforeEach
    void empty() {
        rows = servers.rows;
        rows.execute("delete from audit_watermark");
    }

    @Test
    void theLastWatermarkIsKept() throws Throwable {
        assertThat(load()).isEqualTo(Watermark.NONE);
        store(Watermark.NONE.plus(new Totals(9, 9, 9, 9, 9)));
        store(CLEAN);
        assertThat(load()).isEqualTo(CLEAN);
    }

    @Test
    void aWatermarkThatWasEditedIsIgnored() throws Throwable {
        for (var change : new String[] {"document = replace(document, '20', '21')", "checksum = 'x'"}) {
            store(CLEAN);
            rows.execute("update audit_watermark set " + change);
            assertThat(load()).as(change).isEqualTo(Watermark.NONE);
        }
    }

    private void store(Watermark watermark) throws Throwable {
        VertxContextSupport.subscribeAndAwait(() -> table.store(watermark));
    }

    private Watermark load() throws Throwable {
        return VertxContextSupport.subscribeAndAwait(table::load);
    }
}
