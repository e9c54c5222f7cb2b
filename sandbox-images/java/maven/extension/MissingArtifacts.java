package image;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.inject.Inject;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.eventspy.AbstractEventSpy;
import org.apache.maven.execution.MavenExecutionResult;

/**
 * Says which artifacts the image lacks, before Maven tells at length that it could not download them. Of all that it
 * looked for in vain, only what its errors name: much else was not needed. A spy hears of every end of a build, also
 * of one that has no project because its parent is missing.
 */
@Named
@Singleton
public class MissingArtifacts extends AbstractEventSpy {
    private static final String SPRING_BOOT = "org.springframework.boot:";

    private final ImageArtifacts artifacts;

    @Inject
    public MissingArtifacts(ImageArtifacts artifacts) {
        this.artifacts = artifacts;
    }

    @Override
    public void onEvent(Object event) {
        if (!(event instanceof MavenExecutionResult)) return;
        String errors = ((MavenExecutionResult) event).getExceptions().stream()
            .map(error -> messagesOf(error))
            .collect(Collectors.joining("\n"));
        Set<String> lines = new TreeSet<>();
        for (String name : artifacts.missing()) {
            if (errors.contains(name + ":")) lines.add(tellMissing(name));
        }
        lines.forEach(line -> System.out.println("[ERROR] " + line));
    }

    private static String tellMissing(String name) {
        return name.startsWith(SPRING_BOOT)
            ? "Spring Boot is not in this image; the operator of the server can add it. Embedded Tomcat and Jetty are available."
            : name + " is not in this image in any version.";
    }

    private static String messagesOf(Throwable error) {
        return error == null ? "" : error.getMessage() + "\n" + messagesOf(error.getCause());
    }
}
