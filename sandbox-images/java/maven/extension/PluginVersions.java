package image;

import javax.inject.Inject;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.AbstractMavenLifecycleParticipant;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.artifact.DefaultArtifact;

/**
 * Asks for plugins in the version that is here. Of a library the file is enough, whatever version it is asked for as; a
 * plugin says its version itself, and Maven refuses one that says another than it asked for.
 */
@Named
@Singleton
public class PluginVersions extends AbstractMavenLifecycleParticipant {
    private final ImageArtifacts artifacts;

    @Inject
    public PluginVersions(ImageArtifacts artifacts) {
        this.artifacts = artifacts;
    }

    @Override
    public void afterProjectsRead(MavenSession session) {
        for (MavenProject project : session.getProjects()) {
            project.getBuildPlugins().forEach(this::useVersionOfImage);
        }
    }

    private void useVersionOfImage(Plugin plugin) {
        artifacts.findVersion(new DefaultArtifact(plugin.getGroupId(), plugin.getArtifactId(), "jar", plugin.getVersion()))
            .ifPresent(plugin::setVersion);
    }
}
