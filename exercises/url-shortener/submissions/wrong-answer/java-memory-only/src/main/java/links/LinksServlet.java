package links;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code /links} and {@code /links/{code}}. */
public class LinksServlet extends JsonServlet {
    private final transient LinkRepository repository;

    public LinksServlet(LinkRepository repository) {
        this.repository = repository;
    }

    @Override
    protected void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String[] path = request.getRequestURI().split("/");
        switch (request.getMethod() + path.length) {
            case "GET2" -> list(request, response);
            case "POST2" -> create(request, response);
            case "GET3" -> send(response, 200, "application/json", find(path[2]));
            case "DELETE3" -> delete(path[2], response);
            default -> throw refuse(path.length);
        }
    }

    private void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int limit = readInteger(request, "limit", 20, 1, 100);
        int offset = readInteger(request, "offset", 0, 0, 999_999_999);
        send(response, 200, "application/json", Map.of("items", repository.list(limit, offset), "total", repository.count()));
    }

    private void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Link link = repository.create(NewLink.read(readJson(request)));
        response.setHeader("Location", "/links/" + link.code());
        send(response, 201, "application/json", link);
    }

    private Link find(String code) {
        return repository.find(code).orElseThrow(Problem::noSuchLink);
    }

    private void delete(String code, HttpServletResponse response) {
        if (!repository.delete(code)) {
            throw Problem.noSuchLink();
        }
        response.setStatus(204);
    }

    private static Problem refuse(int pathLength) {
        return switch (pathLength) {
            case 2 -> Problem.methodNotAllowed(List.of("GET", "POST"));
            case 3 -> Problem.methodNotAllowed(List.of("GET", "DELETE"));
            default -> new Problem(404, "There is no such path.");
        };
    }

    private static int readInteger(HttpServletRequest request, String name, int fallback, int min, int max) {
        String text = request.getParameter(name);
        if (text == null) {
            return fallback;
        }
        int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (value < min || value > max) {
            throw new Problem(400, name + " must be an integer from " + min + " to " + max + ".");
        }
        return value;
    }
}
