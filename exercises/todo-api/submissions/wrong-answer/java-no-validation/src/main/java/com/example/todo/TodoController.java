package com.example.todo;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

public class TodoController extends JsonServlet {
    private final transient TodoDao dao;

    public TodoController(TodoDao dao) {
        this.dao = dao;
    }

    @Override
    protected void handle(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        String[] path = request.getRequestURI().split("/");
        String method = request.getMethod();
        if (path.length == 2 && method.equals("GET")) {
            list(request, response);
        } else if (path.length == 2 && method.equals("POST")) {
            Todo todo = dao.insert(readTodo(request));
            response.setHeader("Location", "/todos/" + todo.id);
            one(response, 201, List.of(todo));
        } else if (path.length == 3 && method.equals("GET")) {
            one(response, 200, dao.find(Integer.parseInt(path[2])));
        } else if (path.length == 3 && method.equals("PATCH")) {
            int id = Integer.parseInt(path[2]);
            one(response, 200, orExplain(id, dao.update(id, readTodo(request), readIfMatch(request)), response));
        } else if (path.length == 3 && method.equals("DELETE")) {
            int id = Integer.parseInt(path[2]);
            if (orExplain(id, dao.delete(id, readIfMatch(request)), response) != null) {
                response.setStatus(204);
            }
        } else if (path.length == 4 && method.equals("POST")) {
            int minutes = MAPPER.readTree(request.getInputStream()).path("minutes").asInt();
            one(response, 200, dao.addTime(Integer.parseInt(path[2]), minutes));
        } else {
            response.setHeader("Allow", path.length == 2 ? "GET, POST" : "GET, PATCH, DELETE");
            problem(response, 405, "There is no such method.");
        }
    }

    private void list(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        String limitText = request.getParameter("limit");
        String cursor = request.getParameter("cursor");
        String done = request.getParameter("done");
        int limit = limitText == null ? 20 : Integer.parseInt(limitText);
        List<Todo> todos = dao.list(cursor == null ? 0 : Integer.parseInt(cursor), limit + 1,
            done == null ? null : Boolean.valueOf(done), request.getParameter("search"));
        Map<String, Object> page = new HashMap<>();
        page.put("items", todos.size() > limit ? todos.subList(0, limit) : todos);
        page.put("next", todos.size() > limit ? String.valueOf(todos.get(limit - 1).id) : null);
        send(response, 200, page);
    }

    private Todo readTodo(HttpServletRequest request) throws IOException {
        return MAPPER.readValue(request.getInputStream(), Todo.class);
    }

    private Integer readIfMatch(HttpServletRequest request) {
        String value = request.getHeader("If-Match");
        return value == null ? null : Integer.valueOf(value.replace("\"", ""));
    }

    /** The rows, or null after the answer says why there are none. */
    private List<Todo> orExplain(int id, List<Todo> rows, HttpServletResponse response) throws IOException, SQLException {
        if (!rows.isEmpty()) {
            return rows;
        }
        boolean exists = !dao.find(id).isEmpty();
        problem(response, exists ? 412 : 404, exists ? "The to-do has changed." : "There is no such to-do.");
        return null;
    }

    private void one(HttpServletResponse response, int status, List<Todo> todos) throws IOException {
        if (todos == null) {
            return;
        }
        if (todos.isEmpty()) {
            problem(response, 404, "There is no such to-do.");
            return;
        }
        response.setHeader("ETag", "\"" + todos.getFirst().version + "\"");
        send(response, status, todos.getFirst());
    }
}
