package semel.kafka;

import java.time.Duration;
import java.util.Optional;

/** The topics with the default settings, with or without a prefix. */
public final class TestTopics implements TopicsConfig {
    private final Optional<String> prefix;

    public TestTopics() {
        this.prefix = Optional.empty();
    }

    public TestTopics(String prefix) {
        this.prefix = Optional.of(prefix);
    }

    @Override
    public Optional<String> prefix() {
        return prefix;
    }

    @Override
    public int partitions() {
        return 4;
    }

    @Override
    public short replication() {
        return 1;
    }

    @Override
    public int minInsync() {
        return 1;
    }

    @Override
    public Duration retention() {
        return Duration.ofDays(14);
    }
}
