package semel;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Runs about half of the unit tests, by duration, in one JVM. {@link SecondHalfSuite} runs all others. */
@Suite
@SelectPackages({"semel.audit", "semel.http", "semel.intake", "semel.problem", "semel.proof", "semel.sql", "semel.view"
})
@IncludeClassNamePatterns(".*Test")
class FirstHalfSuite {}
