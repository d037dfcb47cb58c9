package semel.codec;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import semel.kafka.TopicsAtStart;
import semel.kafka.TopicsConfig;

/** Writes the AsyncAPI document, which describes the topics and their messages to other producers and consumers. */
public final class AsyncApi {
    private static final String TEMPLATE = "/META-INF/asyncapi.yaml";

    private AsyncApi() {}

    /** @return YAML, with this installation's topic names and creation settings */
    public static String yaml(TopicsConfig topics) {
        return template()
                .replace("{prefix}", topics.prefix().orElse(""))
                .replace("{partitions}", Integer.toString(topics.partitions()))
                .replace("{replication}", Short.toString(topics.replication()))
                .replace("{retention}", Long.toString(topics.retention().toMillis()))
                .replace("{max-message-bytes}", Integer.toString(TopicsAtStart.MAX_MESSAGE_BYTES));
    }

    /** The same document as JSON. */
    public static String json(TopicsConfig topics) {
        try {
            return new YAMLMapper().readTree(yaml(topics)).toPrettyString();
        } catch (IOException malformed) {
            throw new UncheckedIOException(TEMPLATE + " is no YAML", malformed);
        }
    }

    private static String template() {
        try (var template = Objects.requireNonNull(AsyncApi.class.getResourceAsStream(TEMPLATE), TEMPLATE)) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(TEMPLATE, unreadable);
        }
    }
}
