package todo;

import java.io.File;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Database database = Database.connect(System.getenv("DATABASE_URL"));
        TodoStore store = new TodoStore(database);
        store.createTables();

        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir") + "/tomcat");
        tomcat.setPort(Integer.parseInt(System.getenv().getOrDefault("PORT", "3000")));
        tomcat.getConnector().setProperty("maxThreads", "40");
        Context context = tomcat.addContext("", new File(".").getAbsolutePath());
        Tomcat.addServlet(context, "todos", new TodoServlet(store));
        context.addServletMappingDecoded("/*", "todos");
        tomcat.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tomcat, database)));
    }

    private static void stop(Tomcat tomcat, Database database) {
        try {
            tomcat.stop();
        } catch (Exception e) {
            e.printStackTrace();
        }
        database.close();
    }
}
