package semel.kit;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** Reads the Javadoc of main sources with the JDK's compiler, as one line of Markdown each. */
public final class Javadoc {
    private Javadoc() {}

    /** @return the Javadoc of all types and methods in the type's file, by {@code Type} and {@code Type.method}, in file order */
    public static Map<String, String> of(Class<?> type) throws IOException {
        var source = Path.of("src", "main", "java").resolve(type.getName().replace('.', '/') + ".java");
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var task = (JavacTask)
                    compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
            var found = new Found(DocTrees.instance(task));
            task.parse().forEach(unit -> found.scan(unit, ""));
            return found.texts;
        }
    }

    private static final class Found extends TreePathScanner<Void, String> {
        private final DocTrees trees;
        private final Map<String, String> texts = new LinkedHashMap<>();

        Found(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, String outer) {
            var name = type.getSimpleName().toString();
            keep(name);
            return super.visitClass(type, name);
        }

        @Override
        public Void visitMethod(MethodTree method, String type) {
            keep(type + "." + method.getName());
            return null;
        }

        private void keep(String name) {
            var comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                texts.put(name, text(comment.getFullBody()));
            }
        }
    }

    private static String text(List<? extends DocTree> parts) {
        return parts.stream()
                .map(Javadoc::text)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String text(DocTree part) {
        if (part instanceof LiteralTree literal) {
            return "`" + literal.getBody().getBody() + "`";
        }
        return part instanceof LinkTree link ? "`" + link.getReference().getSignature() + "`" : part.toString();
    }
}
