package image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.data.ExecutionDataStore;
import org.jacoco.core.data.SessionInfoStore;
import org.jacoco.core.instr.Instrumenter;
import org.jacoco.core.runtime.IRuntime;
import org.jacoco.core.runtime.InjectedClassRuntime;
import org.jacoco.core.runtime.RuntimeData;

/**
 * Counts by JaCoCo which lines of target/classes are run, and writes the percentage into a file when the program ends.
 * JaCoCo's own agent brings a library along that cannot read the classes of this Java; its core takes the image's.
 */
public final class LineCoverage implements ClassFileTransformer {
    private static final Path CLASSES = Path.of("target/classes").toAbsolutePath();

    private final Instrumenter instrumenter;

    private LineCoverage(IRuntime runtime) {
        instrumenter = new Instrumenter(runtime);
    }

    /** Java's packages must be open to it: the counters are kept where every class reaches them. */
    public static void premain(String resultFile, Instrumentation instrumentation) throws Exception {
        RuntimeData counted = new RuntimeData();
        IRuntime runtime = new InjectedClassRuntime(Object.class, "$LineCoverage");
        runtime.startup(counted);
        instrumentation.addTransformer(new LineCoverage(runtime));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> writeResult(counted, Path.of(resultFile))));
    }

    /** A class that cannot be counted runs as it is. */
    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (redefined != null || loader == null || !Files.exists(CLASSES.resolve(name + ".class"))) return null;
        try {
            return instrumenter.instrument(bytes, name);
        } catch (IOException e) {
            return null;
        }
    }

    private static void writeResult(RuntimeData counted, Path file) {
        ExecutionDataStore executed = new ExecutionDataStore();
        counted.collect(executed, new SessionInfoStore(), false);
        CoverageBuilder coverage = new CoverageBuilder();
        try {
            new Analyzer(executed, coverage).analyzeAll(CLASSES.toFile());
            ICounter lines = coverage.getBundle("").getLineCounter();
            if (lines.getTotalCount() > 0) Files.writeString(file, String.valueOf(100 * lines.getCoveredRatio()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
