package todo;

import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        TodoRepository repository = new TodoRepository(Database.connect(System.getenv("DATABASE_URL")));
        repository.createTables();

        Server server = new Server(Integer.parseInt(System.getenv().getOrDefault("PORT", "3000")));
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new TodoServlet(new TodoService(repository))), "/*");
        server.setHandler(context);
        server.setStopAtShutdown(true);
        server.start();
    }
}
