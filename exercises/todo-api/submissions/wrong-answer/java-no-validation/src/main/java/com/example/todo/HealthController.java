package com.example.todo;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

public class HealthController extends JsonServlet {
    private final transient TodoDao dao;

    public HealthController(TodoDao dao) {
        this.dao = dao;
    }

    @Override
    protected void handle(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        dao.find(0);
        send(response, 200, Map.of("status", "ok"));
    }
}
