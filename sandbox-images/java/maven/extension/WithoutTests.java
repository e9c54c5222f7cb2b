package image;

import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.AbstractMavenLifecycleParticipant;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;

/** A service that is built without its tests is not asked for what only they need: the image may lack it. */
@Named
@Singleton
public class WithoutTests extends AbstractMavenLifecycleParticipant {
    @Override
    public void afterProjectsRead(MavenSession session) {
        if (!"true".equals(session.getUserProperties().getProperty("maven.test.skip"))) return;
        for (MavenProject project : session.getProjects()) {
            project.getDependencies().removeIf(dependency -> "test".equals(dependency.getScope()));
        }
    }
}
