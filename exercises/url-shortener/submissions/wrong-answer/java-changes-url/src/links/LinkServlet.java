package links;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

public class LinkServlet extends HttpServlet {
    private final transient Links links;

    public LinkServlet(Links links) {
        this.links = links;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] path = request.getRequestURI().substring(1).split("/", -1);
        try {
            if (path.length == 1 && path[0].equals("links")) {
                answerList(request, response);
            } else if (path.length == 2 && path[0].equals("links")) {
                answerLink(request, response, path[1]);
            } else if (path.length == 1 && request.getMethod().equals("GET")) {
                response.setHeader("Location", links.click(path[0]).url);
                response.setStatus(302);
            } else {
                throw new Problem(404, "There is no such path.");
            }
        } catch (Problem problem) {
            problem.headers().forEach(response::setHeader);
            send(response, problem.status(), "application/problem+json", problem.body());
        }
    }

    private void answerList(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getMethod()) {
            case "GET" -> {
                List<Link> items = links.list(readInteger(request, "limit", 20, 1, 100), readInteger(request, "offset", 0, 0, 1_000_000));
                send(response, 200, "application/json", Map.of("items", items, "total", links.count()));
            }
            case "POST" -> {
                LinkBody body = LinkBody.read(readJson(request));
                Link link = links.create(body.url(), body.alias(), body.expiresInSeconds());
                response.setHeader("Location", "/links/" + link.code);
                send(response, 201, "application/json", link);
            }
            default -> throw Problem.methodNotAllowed(List.of("GET", "POST"));
        }
    }

    private void answerLink(HttpServletRequest request, HttpServletResponse response, String code) throws IOException {
        switch (request.getMethod()) {
            case "GET" -> {
                Link link = links.find(code);
                if (link == null) {
                    throw Problem.noSuchLink();
                }
                send(response, 200, "application/json", link);
            }
            case "DELETE" -> {
                if (!links.remove(code)) {
                    throw Problem.noSuchLink();
                }
                response.setStatus(204);
            }
            default -> throw Problem.methodNotAllowed(List.of("GET", "DELETE"));
        }
    }

    private static JsonElement readJson(HttpServletRequest request) throws IOException {
        if (request.getContentType() == null || !request.getContentType().startsWith("application/json")) {
            throw new Problem(415, "The body must be application/json.");
        }
        try {
            return Links.GSON.getAdapter(JsonElement.class).fromJson(request.getReader());
        } catch (JsonParseException | IOException e) {
            throw new Problem(400, "The body is not valid JSON.");
        }
    }

    private static int readInteger(HttpServletRequest request, String name, int fallback, int min, int max) {
        String text = request.getParameter(name);
        int value = text == null ? fallback : text.matches("\\d{1,7}") ? Integer.parseInt(text) : -1;
        if (value < min || value > max) {
            throw new Problem(400, name + " must be an integer from " + min + " to " + max + ".");
        }
        return value;
    }

    private static void send(HttpServletResponse response, int status, String type, Object body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.getOutputStream().write(Links.GSON.toJson(body).getBytes(StandardCharsets.UTF_8));
    }
}
