package semel.wire;

import java.time.Duration;
import java.util.Optional;

/** The topics as they are without any configuration. */
public final class TestTopics implements Topics {
    @Override
    public Optional<String> prefix() {
        return Optional.empty();
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
