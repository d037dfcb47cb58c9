package semel.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import semel.kit.ChildProcess;
import semel.kit.Fork;
import semel.kit.GeneratedPage;
import semel.kit.LongRun;
import semel.kit.Servers;
import semel.lab.ExperimentResult;
import semel.sandbox.BuildOutput;

/**
 * Checks that the demonstrations show what they print, and that their page has the sentences that they print. With
 * {@code -Dsemel.docs.update=true} their output is written to the page.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DemonstrationsIT {
    private static final Path PAGE = Path.of("docs", "explanation", "demonstrations.md");

    private static Servers servers;

    @BeforeAll
    static void start() {
        servers = Servers.start();
    }

    @AfterAll
    static void end() {
        servers.close();
    }

    private static <T> T demonstrated(Demonstration<T> demonstration) throws Exception {
        var printed = new ByteArrayOutputStream();
        var seen = demonstration.demonstrate(servers, new PrintStream(printed, true, StandardCharsets.UTF_8));
        if (GeneratedPage.isToBeWritten()) {
            update(demonstration, printed.toString(StandardCharsets.UTF_8));
        }
        check(demonstration, printed.toString(StandardCharsets.UTF_8));
        return seen;
    }

    private static synchronized void check(Demonstration<?> demonstration, String printed) throws IOException {
        var page = outputOf(demonstration).matcher(Files.readString(PAGE));
        assertThat(page.find()).isTrue();
        assertThat(sentences(page.group(2)))
                .as("stale: run DemonstrationsIT with -Dsemel.docs.update=true")
                .isEqualTo(sentences(printed));
    }

    /** @return the lines without tables, which are indented, and without numbers: both differ from run to run */
    private static List<String> sentences(String printed) {
        return printed.lines()
                .filter(line -> !line.startsWith(" "))
                .map(line -> line.replaceAll("\\d+", "#"))
                .toList();
    }

    private static synchronized void update(Demonstration<?> demonstration, String printed) throws IOException {
        var page = outputOf(demonstration).matcher(Files.readString(PAGE));
        Files.writeString(PAGE, page.replaceFirst("$1" + Matcher.quoteReplacement(printed) + "$3"));
    }

    private static Pattern outputOf(Demonstration<?> demonstration) {
        return Pattern.compile("(?s)(<!-- " + demonstration.name() + " -->\n```text\n)(.*?)(```\n)");
    }

    @Test
    void aRetriedBatchIsWrittenTwiceWithoutIdempotenceAndOnceWithIt() throws Exception {
        // When
        var seen = demonstrated(new IdempotentProducer());
        // Then
        assertThat(seen.without().records()).isEqualTo(2);
        assertThat(seen.without().offsets()).containsExactly(2L, 3L, 4L);
        assertThat(seen.without().log())
                .extracting(LoggedRecord::key, LoggedRecord::producerId, LoggedRecord::baseSequence)
                .containsExactly(
                        tuple("o-1", -1L, -1),
                        tuple("o-2", -1L, -1),
                        tuple("o-1", -1L, -1),
                        tuple("o-2", -1L, -1),
                        tuple("o-3", -1L, -1));
        assertThat(seen.with().records()).isEqualTo(2);
        assertThat(seen.with().offsets()).containsExactly(0L, 1L, 2L);
        assertThat(seen.with().log())
                .extracting(LoggedRecord::key, LoggedRecord::baseSequence)
                .containsExactly(tuple("o-1", 0), tuple("o-2", 0), tuple("o-3", 2));
        assertThat(seen.with().log()).extracting(LoggedRecord::producerId).doesNotContain(-1L);
    }

    @Test
    @LongRun
    void theDocumentedBlockLosesOrdersBelowItsCommittedOffsetsAndSemelLosesNone() throws Exception {
        // When
        var seen = demonstrated(new SilentLoss());
        // Then
        assertThat(seen.asDocumented().tally().lost()).isPositive();
        assertThat(seen.asDocumented().standings().stream()
                        .mapToLong(ExperimentResult.GroupStanding::lostForGood)
                        .sum())
                .isPositive();
        assertThat(seen.semel().tally().lost()).isZero();
        assertThat(seen.semel()).matches(ExperimentResult::isKept, "keeps what it promises");
    }

    @Test
    void aReadCommittedReaderGetsNoAbortedRecordsAndStopsBeforeAnOpenTransaction() throws Exception {
        // When
        var seen = demonstrated(new TransactionAndAbort());
        // Then
        assertThat(seen.whileOneIsOpen())
                .extracting(TransactionAndAbort.View::topic)
                .containsExactly("orders", "inventory", "notifications");
        assertThat(seen.whileOneIsOpen()).allSatisfy(view -> {
            assertThat(view.log())
                    .extracting(record -> record.isMarker() ? record.value() : record.key())
                    .containsExactly("o-1", "COMMIT", "o-2", "ABORT", "o-3", "o-4", "COMMIT");
            assertThat(view.uncommitted()).containsExactly("o-1", "o-2", "o-3", "o-4");
            assertThat(view.committed()).containsExactly("o-1");
            assertThat(view.lastStableOffset()).isEqualTo(4);
            assertThat(view.highWatermark()).isEqualTo(7);
        });
        assertThat(seen.afterwards()).allSatisfy(view -> {
            assertThat(view.uncommitted()).containsExactly("o-1", "o-2", "o-3", "o-4");
            assertThat(view.committed()).containsExactly("o-1", "o-4");
        });
    }

    @Test
    void ofTwoProducersWithTheSameTransactionalIdTheFirstIsFencedAndWritesNothing() throws Exception {
        // When
        var seen = demonstrated(new Fencing());
        // Then
        assertThat(seen.answers())
                .extracting(Fencing.Answer::call)
                .containsExactly("send(o-3)", "commitTransaction()", "abortTransaction()", "beginTransaction()");
        assertThat(seen.answers())
                .extracting(Fencing.Answer::thrown)
                .allSatisfy(thrown -> assertThat(thrown)
                        .isInstanceOfAny(InvalidProducerEpochException.class, ProducerFencedException.class));
        assertThat(seen.answers().get(3).thrown()).isInstanceOf(ProducerFencedException.class);
        assertThat(seen.holders())
                .extracting(Fencing.Holder::producerId)
                .containsOnly(seen.holders().get(0).producerId());
        assertThat(seen.holders().get(1).epoch())
                .isGreaterThan(seen.holders().get(0).epoch());
        assertThat(seen.log())
                .extracting(record -> record.isMarker() ? record.value() : record.key())
                .containsExactly("o-1", "COMMIT", "o-2", "ABORT", "o-4", "COMMIT");
        assertThat(seen.committed()).containsExactly("o-1", "o-4");
    }

    @Test
    void aRedeliveredOrderHasTwoEffectsWithoutProcessedIdsAndOneWithThem() throws Exception {
        // When
        var seen = demonstrated(new IdempotentConsumer());
        // Then
        assertThat(seen.without().deliveries())
                .extracting(
                        IdempotentConsumer.Delivery::consumer,
                        IdempotentConsumer.Delivery::offset,
                        IdempotentConsumer.Delivery::key,
                        IdempotentConsumer.Delivery::offsetCommitted)
                .containsExactly(
                        tuple("first", 0L, "o-1", true),
                        tuple("first", 1L, "o-2", false),
                        tuple("second", 1L, "o-2", true));
        assertThat(seen.without().notifications()).containsExactly("o-1", "o-2", "o-2");
        assertThat(seen.with().deliveries())
                .extracting(IdempotentConsumer.Delivery::consumer, IdempotentConsumer.Delivery::database)
                .containsExactly(
                        tuple("first", "id is new, notification written"),
                        tuple("first", "id is new, notification written"),
                        tuple("second", "id is known, nothing written"));
        assertThat(seen.with().notifications()).containsExactly("o-1", "o-2");
    }

    @Test
    void theCommandEndsAfterItsDemonstration() {
        try (var command = new Command("idempotent-producer")) {
            assertThat(command.awaitExit()).as(command.output()).isZero();
            assertThat(command.output()).contains("\n# idempotent-producer\n");
        }
    }

    private static final class Command extends ChildProcess {
        Command(String demonstration) {
            super(
                    "demo",
                    BuildOutput.java(
                            64, Path.of("target", "kit"), Fork.class, Demonstrations.class.getName(), demonstration));
        }
    }

    @Test
    void eachDemonstrationIsOnThePage() throws IOException {
        var page = Files.readString(PAGE);
        assertThat(Demonstrations.ALL)
                .allSatisfy(demonstration -> assertThat(page).containsPattern(outputOf(demonstration)));
    }
}
