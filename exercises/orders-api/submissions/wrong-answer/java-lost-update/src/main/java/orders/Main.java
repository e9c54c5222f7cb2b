package orders;

import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

public final class Main {
    private static final int THREADS = 48;

    private Main() {}

    public static void main(String[] args) throws Exception {
        Database database = Database.connect(System.getenv("DATABASE_URL"));
        database.createTables();

        Server server = new Server(new QueuedThreadPool(THREADS));
        ServerConnector connector = new ServerConnector(server);
        connector.setPort(Integer.parseInt(System.getenv().getOrDefault("PORT", "3000")));
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new ApiServlet(database)), "/*");
        server.setHandler(context);
        server.setStopAtShutdown(true);
        server.start();
    }
}
