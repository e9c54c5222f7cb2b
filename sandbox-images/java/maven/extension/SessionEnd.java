package image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.AbstractMavenLifecycleParticipant;
import org.apache.maven.MavenExecutionException;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;

/** After a build that did not fail: the class path to run the project with, and the one for its tests if it has them. */
@Named
@Singleton
public class SessionEnd extends AbstractMavenLifecycleParticipant {
    private static final Path LIBRARIES = Path.of("/opt/java/libraries.jar");
    private static final Path DISTRIBUTION = Path.of("/usr/share/maven-repo");

    @Override
    public void afterSessionEnd(MavenSession session) throws MavenExecutionException {
        if (session.getResult().hasExceptions()) return;
        MavenProject project = session.getTopLevelProject();
        try {
            writeClassPath(project, "classpath", classPathOf(project));
            if (Files.isDirectory(Path.of(project.getBuild().getTestOutputDirectory()))) {
                writeClassPath(project, "test-classpath", project.getTestClasspathElements());
            }
        } catch (IOException | DependencyResolutionRequiredException e) {
            throw new MavenExecutionException("The class path cannot be written", e);
        }
    }

    /** As a file of arguments for `java`. */
    private static void writeClassPath(MavenProject project, String name, List<String> elements) throws IOException {
        Path file = Path.of(project.getBuild().getDirectory(), name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "-cp \"" + String.join(":", elements) + "\"\n");
    }

    /** The one jar that stands for all libraries, where it holds all that is needed: the cache is recorded for it. */
    private static List<String> classPathOf(MavenProject project) throws IOException, DependencyResolutionRequiredException {
        String classes = project.getBuild().getOutputDirectory();
        List<String> elements = new ArrayList<>(project.getRuntimeClasspathElements());
        elements.remove(classes);
        return areAllLibraries(elements) ? List.of(LIBRARIES.toString(), classes) : withFirst(classes, elements);
    }

    private static List<String> withFirst(String classes, List<String> elements) {
        elements.add(0, classes);
        return elements;
    }

    /** A library may be there in another version than the distribution's artifacts ask each other for: SLF4J is. */
    private static boolean areAllLibraries(List<String> elements) throws IOException {
        Set<Path> libraries = new HashSet<>();
        Set<String> names = new HashSet<>();
        try (var entries = Files.newDirectoryStream(LIBRARIES.resolveSibling("lib"))) {
            for (Path entry : entries) {
                libraries.add(entry.toRealPath());
                names.add(entry.getFileName().toString().replaceFirst("-[0-9].*", ""));
            }
        }
        for (String element : elements) {
            Path path = Path.of(element);
            String artifactId = path.getParent().getParent().getFileName().toString();
            boolean isLibrary = libraries.contains(path.toRealPath()) || names.contains(artifactId);
            if (!path.startsWith(DISTRIBUTION) || !isLibrary) return false;
        }
        return true;
    }
}
