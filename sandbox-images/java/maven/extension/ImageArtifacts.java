package image;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Named;
import javax.inject.Singleton;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.repository.WorkspaceReader;
import org.eclipse.aether.repository.WorkspaceRepository;

/**
 * Gives Maven every artifact of the image, in the version that is here whatever version was asked for: the exact one,
 * else one of the same major version, else any. Maven asks a reader of this name before it looks anywhere else.
 */
@Named("ide")
@Singleton
public class ImageArtifacts implements WorkspaceReader {
    private static final List<File> FOLDERS = List.of(new File("/opt/java/repository"), new File("/usr/share/maven-repo"));

    private final WorkspaceRepository repository = new WorkspaceRepository("image");
    private final Set<String> missing = new ConcurrentSkipListSet<>();

    @Override
    public WorkspaceRepository getRepository() {
        return repository;
    }

    @Override
    public File findArtifact(Artifact artifact) {
        List<String> versions = findVersions(artifact);
        if (versions.isEmpty()) {
            missing.add(artifact.getGroupId() + ":" + artifact.getArtifactId());
        }
        return closest(versions, artifact)
            .flatMap(version -> filesOf(artifact, version))
            .findFirst()
            .orElseGet(() -> isBillOfMaterialsOfDistribution(artifact) ? emptyBillOfMaterials(artifact) : null);
    }

    /** The version of a file that is here and closest to what was asked for. */
    Optional<String> findVersion(Artifact artifact) {
        return closest(findVersions(artifact), artifact)
            .filter(version -> filesOf(artifact, version).findAny().isPresent())
            .findFirst();
    }

    private static Stream<String> closest(List<String> versions, Artifact artifact) {
        return versions.stream()
            .sorted(Comparator.comparing((String version) -> !version.equals(artifact.getVersion()))
                .thenComparing(version -> !majorOf(version).equals(majorOf(artifact.getVersion()))));
    }

    private static Stream<File> filesOf(Artifact artifact, String version) {
        return FOLDERS.stream().map(folder -> fileOf(folder, artifact, version)).filter(File::isFile);
    }

    @Override
    public List<String> findVersions(Artifact artifact) {
        return FOLDERS.stream()
            .map(folder -> folderOf(folder, artifact).list())
            .flatMap(names -> names == null ? Stream.empty() : Stream.of(names))
            .distinct()
            .sorted(Comparator.reverseOrder())
            .collect(Collectors.toList());
    }

    /** Group and artifact of what was asked for and is in no version here. */
    Set<String> missing() {
        return missing;
    }

    /** The distribution's own poms import some that it does not package; nothing it packages needs what they say. */
    private static boolean isBillOfMaterialsOfDistribution(Artifact artifact) {
        return artifact.getExtension().equals("pom") && artifact.getVersion().equals("debian");
    }

    private static File emptyBillOfMaterials(Artifact artifact) {
        String pom = "<project><modelVersion>4.0.0</modelVersion><packaging>pom</packaging>"
            + "<groupId>" + artifact.getGroupId() + "</groupId><artifactId>" + artifact.getArtifactId() + "</artifactId>"
            + "<version>" + artifact.getVersion() + "</version></project>";
        try {
            return Files.writeString(Files.createTempFile(artifact.getArtifactId(), ".pom"), pom).toFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String majorOf(String version) {
        return version.split("[.-]", 2)[0];
    }

    private static File folderOf(File folder, Artifact artifact) {
        return new File(folder, artifact.getGroupId().replace('.', '/') + "/" + artifact.getArtifactId());
    }

    private static File fileOf(File folder, Artifact artifact, String version) {
        String classifier = artifact.getClassifier().isEmpty() ? "" : "-" + artifact.getClassifier();
        String name = artifact.getArtifactId() + "-" + version + classifier + "." + artifact.getExtension();
        return new File(folderOf(folder, artifact), version + "/" + name);
    }
}
