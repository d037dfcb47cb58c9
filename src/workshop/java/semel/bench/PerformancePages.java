package semel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Writes the documentation of a {@link Campaign}: its page and its chart. */
final class PerformancePages {
    static final Path PAGE = Path.of("docs", "evidence", "performance.md");
    static final Path CHART = Path.of("docs", "evidence", "performance.svg");

    private PerformancePages() {}

    static void write(Campaign campaign) throws IOException {
        Files.writeString(PAGE, page(campaign));
        Files.writeString(CHART, chart(campaign));
    }

    static String chart(Campaign campaign) {
        return new BenchChart(campaign).svg();
    }

    static String page(Campaign campaign) {
        return """
                # Performance: Semel and its peers on the same servers

                Generated from `performance.csv` by `PerformancePagesTest`; do not edit. `./mvnw -Pbench -Dsemel.docs.update=true` writes the data, this page and the
                chart.

                | | |
                |---|---|
                | run | %s |
                | environment | %s |
                | runs | %s, of which %s clean |

                ![What each contender reaches](performance.svg)

                ## Method
                - One Kafka broker, one PostgreSQL with `fsync` on, the contender and the load share one machine. Every contender is a process of its own with `-Xmx1g` and the
                  JVM's defaults. It gets topics and a database of its own, and a new process for each run.
                - A load far above 0 before the run says that the machine did other work too. Then only the verdicts count, and at most the ratios.
                - Contenders take turns in an order drawn for each round. One run of each work is discarded before: servers and load are cold.
                - The verdict comes first. Every order must be once in the tables and once in each topic, as a read_committed reader sees it; Semel's audit must be CLEAN too. A run
                  that loses or duplicates an order has no figures.
                - A cell has the median of all rounds, the least and the most in brackets, and the median of the ratios to the first contender of the same round (×).
                - CPU time is that of the processes, from `/proc`, for each order. In `drain` and `growth` the figures are those of the second half.
                - *of it compilers* is the part of the JVM's own compilers (C1, C2). While it is high the JVM is not warm, and the other figures are those of a fresh
                  process.
                - `latency` posts at intended times whatever the answers take (an open loop), and ends when `GET /orders/stream` shows the order. The first 30 seconds after
                  readiness have their own figures.

                ## Contenders
                | contender | what it does |
                |---|---|
                | `semel` | the packaged application; every other name not listed here is one with other settings, or another build |
                | `documented` | the same with the connector's transaction block as documented ([why it loses orders](../explanation/decisions/0001-confirm-each-transaction.md)) |
                | `streams`, `streams-10` | Kafka Streams, exactly_once_v2, `commit.interval.ms` 100 and 10; an idempotent JDBC consumer applies the events. Its stock is in memory and separate for each partition, which costs less than one stock in the database |
                | `spring` | Spring Kafka: a batch listener with exactly-once semantics (version 2) decides with the stock in the database, an idempotent JDBC consumer applies the events |
                | `outbox` | one database transaction for decision, effect and outbox; a relay publishes |
                | `intake-outbox` | HTTP only: one database transaction with an outbox, and a relay to the input topic |
                | `intake-producer` | HTTP only: straight to the input topic, answered when the broker has acknowledged; no key is remembered |
                | `raw` | plain Kafka clients, one transaction a poll, no database: the floor |

                Peers write the same JSON and the same columns and indexes for readers, by JDBC batches with rewritten inserts; they have none of the tables of the audit. Their polls
                are of 1,000 orders and 2,000 events.

                ## Results
                %s%s
                ## Every run
                [performance.csv](performance.csv) has every figure of every run. Not clean: %s.
                """.formatted(
                campaign.run(),
                campaign.environment(),
                campaign.measurements().size(),
                campaign.measurements().stream().filter(Measurement::isClean).count(),
                new Summary(campaign.measurements(), campaign.contenders()).markdown(),
                profiles(campaign),
                notClean(campaign));
    }

    /** Empty if nothing was recorded. */
    private static String profiles(Campaign campaign) {
        if (campaign.profiles().isEmpty()) return "";
        return "\n## Where the time goes\nThe methods that ran most often when JFR took a sample, with their share of the samples. Recording costs time too.\n\n"
                + campaign.profiles().entrySet().stream()
                        .map(profile -> "- **" + profile.getKey() + "**: "
                                + profile.getValue().stream()
                                        .map(frame -> "`" + frame + "`")
                                        .collect(Collectors.joining(", ")))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    private static String notClean(Campaign campaign) {
        var told = campaign.measurements().stream()
                .filter(one -> !one.isClean())
                .map(one -> one.task() + ", " + one.contender() + ", round " + one.round() + ": " + one.verdict())
                .collect(Collectors.joining("; "));
        return told.isEmpty() ? "none" : told;
    }
}
