package links;

import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

public class Main {
    public static void main(String[] args) throws Exception {
        Server server = new Server(Integer.parseInt(System.getenv("PORT")));
        ServletContextHandler context = new ServletContextHandler("/");
        LinkRepository repository = new LinkRepository();
        context.addServlet(new ServletHolder(new LinksServlet(repository)), "/links/*");
        context.addServlet(new ServletHolder(new RedirectServlet(repository)), "/");
        server.setHandler(context);
        server.setStopAtShutdown(true);
        server.start();
    }
}
