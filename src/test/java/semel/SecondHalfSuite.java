package semel;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Runs all unit tests that {@link FirstHalfSuite} does not run. */
@Suite
@SelectPackages({"com.yourcompany", "semel"})
@ExcludePackages({"semel.audit", "semel.http", "semel.intake", "semel.problem", "semel.proof", "semel.sql", "semel.view"
})
@IncludeClassNamePatterns(".*Test")
class SecondHalfSuite {}
