package semel.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs a test only with {@code -Pchaos}: a build has fifteen minutes, and a shorter test of the same kind runs in each. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = LongRun.PROPERTY, matches = "true")
public @interface LongRun {
    String PROPERTY = "semel.long";
}
