package semel.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Not in every build, which has fifteen minutes: a test of the same kind is. With {@code -Pchaos}. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = LongRun.PROPERTY, matches = "true")
public @interface LongRun {
    String PROPERTY = "semel.long";
}
