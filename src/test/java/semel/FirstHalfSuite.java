package semel;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** About half of the unit tests by the time they take, for a JVM of their own; {@link SecondHalfSuite} has all others. */
@Suite
@SelectPackages({"semel.audit", "semel.intake", "semel.proof", "semel.view"})
@IncludeClassNamePatterns(".*Test")
class FirstHalfSuite {}
