package semel.kit;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.apache.kafka.common.utils.AppInfoParser;

/** Describes the machine of a measurement in one line. */
public final class Environment {
    private Environment() {}

    /** @return such as {@code 2 cores, 23 GiB, Linux amd64, JDK 17.0.15, Kafka 4.1.2}, without the machine's name */
    public static String describe() {
        var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return "%s cores, %s GiB, %s %s, JDK %s, Kafka %s"
                .formatted(
                        machine.getAvailableProcessors(),
                        machine.getTotalMemorySize() >> 30,
                        machine.getName(),
                        machine.getArch(),
                        System.getProperty("java.version"),
                        AppInfoParser.getVersion());
    }
}
