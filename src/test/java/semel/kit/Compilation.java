package semel.kit;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import semel.sandbox.BuildOutput;

/** Compiles sources from memory against the project's classes. */
public final class Compilation {
    private Compilation() {}

    /**
     * @param sources by their path below a source folder, such as {@code semel/order/Order.java}
     * @param classes folder for the class files
     * @return compile errors; empty if there are none
     */
    public static List<String> errors(Map<String, String> sources, Path classes) {
        var found = new DiagnosticCollector<JavaFileObject>();
        var options = List.of("-d", classes.toString(), "-proc:none", "-classpath", BuildOutput.classpath());
        var units = sources.entrySet().stream()
                .map(source -> new Source(source.getKey(), source.getValue()))
                .toList();
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, found, options, null, units)
                .call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(null))
                .toList();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
