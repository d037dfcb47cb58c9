package semel.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import semel.codec.OrderCodec;

/** Measures the time from when an order should be written to the input until a read_committed reader has its event. */
final class PublishRunner {
    private static final Duration POLL = Duration.ofMillis(100);

    private final BenchTask task;
    private final RunSite site;
    private final Map<String, Long> intended = new ConcurrentHashMap<>();
    private final Histogram warm = Poster.newHistogram();
    private volatile long warmFrom = Long.MAX_VALUE;
    private volatile boolean isRead;
    private volatile boolean isStopped;
    private volatile int written;

    private PublishRunner(BenchTask task, RunSite site) {
        this.task = task;
        this.site = site;
    }

    static RunFigures run(BenchTask task, RunSite site, long seed) {
        site.spawn();
        site.awaitReady();
        return new PublishRunner(task, site).run(seed);
    }

    private RunFigures run(long seed) {
        var reader = new Thread(this::read, "reader");
        var writer = new Thread(() -> write(seed), "writer");
        try (var usage = new UsageLog(site::usage)) {
            reader.start();
            writer.start();
            Pause.of(task.warmUp());
            var begin = Instant.now();
            var before = written;
            warmFrom = System.nanoTime();
            Pause.of(task.time());
            var end = Instant.now();
            var figures = new RunFigures();
            usage.at(end).addTo(figures, usage.at(begin), written - before);
            isStopped = true;
            join(writer);
            await().atMost(RunSite.PATIENCE).until(intended::isEmpty);
            isRead = true;
            join(reader);
            figures.put(Figure.P50, warm, 50);
            figures.put(Figure.P90, warm, 90);
            figures.put(Figure.P99, warm, 99);
            figures.put(Figure.MAX, warm, 100);
            figures.put(Figure.PEAK, site.peakMebibytes());
            MeterReadings.addTo(figures, site);
            RunJudgement.ofEvents(site, written, written);
            return figures;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** An open loop. */
    private void write(long seed) {
        var orders = Backlog.orders(task.lines(), seed);
        var settings = Map.<String, Object>of("bootstrap.servers", site.bootstrapServers(), "linger.ms", 0);
        var step = TimeUnit.SECONDS.toNanos(1) / task.rate();
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (var next = System.nanoTime(); !isStopped; next += step) {
                for (var wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                var order = orders.get();
                intended.put(order.id().toString(), next);
                producer.send(new ProducerRecord<>(
                        site.topics().ordersIn(), OrderCodec.key(order.id()), OrderCodec.encode(order)));
                written++;
            }
        }
    }

    private void read() {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", site.bootstrapServers(), ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(site.topics().orders()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!isRead) {
                for (var record : consumer.poll(POLL)) {
                    var time = intended.remove(new String(record.key()));
                    if (time != null && time >= warmFrom) {
                        warm.recordValue((System.nanoTime() - time) / 1_000);
                    }
                }
            }
        }
    }
}
