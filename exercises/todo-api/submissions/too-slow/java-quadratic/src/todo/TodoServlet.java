package todo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The whole HTTP side: routes, and what errors look like. */
public final class TodoServlet extends HttpServlet {
    private final transient TodoStore store;
    private final transient List<Route> routes;

    private interface Handler {
        void handle(HttpServletRequest request, HttpServletResponse response, String id) throws IOException;
    }

    private record Route(Pattern path, Map<String, Handler> handlers) {}

    public TodoServlet(TodoStore store) {
        this.store = store;
        routes = List.of(
            route("/health", Map.of("GET", this::checkHealth)),
            route("/todos", Map.of("GET", this::list, "POST", this::create)),
            route("/todos/([^/]+)", Map.of("GET", this::read, "PATCH", this::change, "DELETE", this::delete)),
            route("/todos/([^/]+)/time", Map.of("POST", this::addTime)));
    }

    private static Route route(String path, Map<String, Handler> handlers) {
        return new Route(Pattern.compile(path), new TreeMap<>(handlers));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            dispatch(request, response);
        } catch (Problem problem) {
            sendProblem(response, problem);
        } catch (RuntimeException e) {
            log("failed: " + request.getMethod() + " " + request.getRequestURI(), e);
            sendProblem(response, new Problem(500, "Something went wrong here."));
        }
    }

    private void dispatch(HttpServletRequest request, HttpServletResponse response) throws IOException {
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(request.getRequestURI());
            if (matcher.matches()) {
                Handler handler = route.handlers().get(request.getMethod());
                if (handler == null) {
                    throw Problem.methodNotAllowed(route.handlers().keySet());
                }
                handler.handle(request, response, matcher.groupCount() > 0 ? matcher.group(1) : null);
                return;
            }
        }
        throw new Problem(404, "There is no such path.");
    }

    private void checkHealth(HttpServletRequest request, HttpServletResponse response, String id) throws IOException {
        store.ping();
        Json.send(response, 200, "application/json", Map.of("status", "ok"));
    }

    private void list(HttpServletRequest request, HttpServletResponse response, String id) throws IOException {
        ListQuery query = ListQuery.read(request);
        List<Todo> todos = store.list(query, query.limit() + 1);
        boolean hasMore = todos.size() > query.limit();
        List<Todo> items = hasMore ? todos.subList(0, query.limit()) : todos;
        Map<String, Object> page = new HashMap<>();
        page.put("items", items);
        page.put("next", hasMore ? ListQuery.writeCursor(items.getLast().id()) : null);
        Json.send(response, 200, "application/json", page);
    }

    private void create(HttpServletRequest request, HttpServletResponse response, String id) throws IOException {
        Todo todo = store.create(TodoBody.readNewTodo(Json.read(request)));
        response.setHeader("Location", "/todos/" + todo.id());
        sendTodo(response, 201, todo);
    }

    private void read(HttpServletRequest request, HttpServletResponse response, String id) throws IOException {
        sendTodo(response, 200, store.find(readId(id)).orElseThrow(Problem::noSuchTodo));
    }

    private void change(HttpServletRequest request, HttpServletResponse response, String id) throws IOException {
        int todoId = readId(id);
        Map<String, Object> changes = TodoBody.readChanges(Json.read(request));
        Todo todo = store.change(todoId, changes, readIfMatch(request)).orElseThrow(() -> explainMissing(todoId));
        sendTodo(response, 200, todo);
    }

    private void delete(HttpServletRequest request, HttpServletResponse response, String id) {
        int todoId = readId(id);
        if (!store.remove(todoId, readIfMatch(request))) {
            throw explainMissing(todoId);
        }
        response.setStatus(204);
    }

    private void addTime(HttpServletRequest request, HttpServletResponse response, String id) throws IOException {
        int minutes = TodoBody.readMinutes(Json.read(request), "minutes");
        sendTodo(response, 200, store.addTime(readId(id), minutes).orElseThrow(Problem::noSuchTodo));
    }

    /** Nothing was changed: either the to-do is not there, or If-Match named another version of it. */
    private Problem explainMissing(int id) {
        return store.find(id).isPresent() ? new Problem(412, "The to-do has changed meanwhile.") : Problem.noSuchTodo();
    }

    private static int readId(String text) {
        try {
            if (text.matches("[1-9][0-9]*")) {
                return Integer.parseInt(text);
            }
        } catch (NumberFormatException e) {
            // Falls through: larger than any id can be.
        }
        throw Problem.noSuchTodo();
    }

    /** The version the caller has seen, or null for "whatever it is". A value we never gave out matches no version. */
    private static Integer readIfMatch(HttpServletRequest request) {
        String value = request.getHeader("If-Match");
        if (value == null || value.equals("*")) {
            return null;
        }
        return value.matches("\"[0-9]{1,9}\"") ? Integer.valueOf(value.substring(1, value.length() - 1)) : 0;
    }

    private static void sendTodo(HttpServletResponse response, int status, Todo todo) throws IOException {
        response.setHeader("ETag", "\"" + todo.version() + "\"");
        Json.send(response, status, "application/json", todo);
    }

    private static void sendProblem(HttpServletResponse response, Problem problem) throws IOException {
        problem.headers().forEach(response::setHeader);
        Json.send(response, problem.status(), "application/problem+json", problem.body());
    }
}
