package com.example.todo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

abstract class JsonServlet extends HttpServlet {
    protected static final ObjectMapper MAPPER =
        new ObjectMapper().registerModule(new JavaTimeModule()).disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    protected abstract void handle(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            handle(request, response);
        } catch (JsonProcessingException e) {
            problem(response, 400, "The body cannot be read.");
        } catch (NumberFormatException e) {
            problem(response, 404, "There is no such to-do.");
        } catch (SQLException e) {
            boolean isAway = e.getSQLState() == null || e.getSQLState().startsWith("08") || e.getSQLState().startsWith("57");
            response.setHeader("Retry-After", "1");
            problem(response, isAway ? 503 : 500, e.getMessage());
        }
    }

    protected void send(HttpServletResponse response, int status, Object body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write(MAPPER.writeValueAsBytes(body));
    }

    protected void problem(HttpServletResponse response, int status, String title) throws IOException {
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.getOutputStream().write(MAPPER.writeValueAsBytes(Map.of("status", status, "title", title)));
    }
}
