package links;

import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

public class App {
    public static void main(String[] args) throws Exception {
        Links links = new Links(Path.of("/data/links.json"));
        links.load();

        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "links", new LinkServlet(links));
        context.addServletMappingDecoded("/", "links");
        tomcat.getConnector();
        tomcat.start();

        Runtime.getRuntime().addShutdownHook(new Thread(links::save));
    }
}
