package orders;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;

/** The whole HTTP side: routes, and what errors look like. */
public final class ApiServlet extends HttpServlet {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LARGEST_ID_DIGITS = 9;

    private final transient List<Route> routes;

    /** Answers a request; the id is 0 where the path has none. */
    interface Handler {
        Answer handle(HttpServletRequest request, int id) throws IOException;
    }

    private record Route(Pattern path, Map<String, Handler> handlers) {}

    public ApiServlet(Database database) {
        ProductHandlers products = new ProductHandlers(new ProductStore(database));
        OrderHandlers orders = new OrderHandlers(new OrderStore(database));
        routes = List.of(
            route("/health", Map.of("GET", (request, id) -> checkHealth(database))),
            route("/products", Map.of("GET", products::list, "POST", products::create)),
            route("/products/([^/]+)", Map.of("GET", products::read, "PATCH", products::change, "DELETE", products::delete)),
            route("/products/([^/]+)/restock", Map.of("POST", products::restock)),
            route("/orders", Map.of("GET", orders::list, "POST", orders::create)),
            route("/orders/([^/]+)", Map.of("GET", orders::read, "DELETE", orders::delete)),
            route("/orders/([^/]+)/pay", Map.of("POST", orders::pay)),
            route("/orders/([^/]+)/cancel", Map.of("POST", orders::cancel)));
    }

    private static Route route(String path, Map<String, Handler> handlers) {
        return new Route(Pattern.compile(path), new TreeMap<>(handlers));
    }

    private static Answer checkHealth(Database database) {
        database.run(session -> session.query("SELECT 1", row -> row.getInt(1)));
        return Answer.ok(Map.of("status", "ok"));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer answer = answer(request);
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (answer.body() != null) {
            byte[] content = MAPPER.writeValueAsBytes(answer.body());
            response.setContentType(answer.contentType());
            response.setContentLength(content.length);
            response.getOutputStream().write(content);
        }
    }

    private Answer answer(HttpServletRequest request) throws IOException {
        try {
            return dispatch(request);
        } catch (Problem problem) {
            return problem.toAnswer();
        } catch (HttpException.RuntimeException e) {
            return new Problem(e.getCode(), "The request cannot be read.").toAnswer();
        } catch (RuntimeException e) {
            log("failed: " + request.getMethod() + " " + request.getRequestURI(), e);
            return new Problem(500, "Something went wrong here.").toAnswer();
        }
    }

    private Answer dispatch(HttpServletRequest request) throws IOException {
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(request.getRequestURI());
            if (matcher.matches()) {
                Handler handler = route.handlers().get(request.getMethod());
                if (handler == null) {
                    throw Problem.methodNotAllowed(route.handlers().keySet());
                }
                return handler.handle(request, matcher.groupCount() > 0 ? readId(matcher.group(1)) : 0);
            }
        }
        throw new Problem(404, "There is no such path.");
    }

    /** An id that no row can have is not found. */
    private static int readId(String text) {
        if (!text.matches("[1-9][0-9]*")) {
            throw Problem.notFound();
        }
        return text.length() > LARGEST_ID_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(text);
    }
}
