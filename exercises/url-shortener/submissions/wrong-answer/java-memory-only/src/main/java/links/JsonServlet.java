package links;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the servlets have in common: JSON, and errors as problems. */
abstract class JsonServlet extends HttpServlet {
    private static final ObjectMapper MAPPER = new ObjectMapper().setVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE);

    protected abstract void answer(HttpServletRequest request, HttpServletResponse response) throws IOException;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            answer(request, response);
        } catch (Problem problem) {
            problem.headers().forEach(response::setHeader);
            send(response, problem.status(), "application/problem+json", problem.body());
        }
    }

    protected static JsonNode readJson(HttpServletRequest request) throws IOException {
        String type = request.getContentType();
        if (type == null || !type.split(";")[0].strip().equalsIgnoreCase("application/json")) {
            throw new Problem(415, "The body must be application/json.");
        }
        try {
            JsonNode body = MAPPER.readTree(request.getInputStream());
            if (!body.isMissingNode()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw new Problem(400, "The body is not valid JSON.");
        }
        throw new Problem(400, "There is no body.");
    }

    protected static void send(HttpServletResponse response, int status, String type, Object body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.getOutputStream().write(MAPPER.writeValueAsBytes(body));
    }
}
