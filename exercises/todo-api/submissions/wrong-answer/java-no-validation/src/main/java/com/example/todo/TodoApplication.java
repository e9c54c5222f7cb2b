package com.example.todo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

public class TodoApplication {
    public static void main(String[] args) throws Exception {
        TodoDao dao = new TodoDao(createDataSource(URI.create(System.getenv("DATABASE_URL"))));
        dao.createTable();

        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir("/tmp/tomcat");
        tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
        tomcat.getConnector();
        Context context = tomcat.addContext("", "/tmp");
        Tomcat.addServlet(context, "todos", new TodoController(dao));
        context.addServletMappingDecoded("/todos/*", "todos");
        Tomcat.addServlet(context, "health", new HealthController(dao));
        context.addServletMappingDecoded("/health", "health");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static HikariDataSource createDataSource(URI uri) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath());
        config.setUsername(uri.getUserInfo().split(":")[0]);
        config.setPassword(uri.getUserInfo().split(":")[1]);
        config.setMaximumPoolSize(10);
        config.setConnectionTimeout(2000);
        config.addDataSourceProperty("socketTimeout", 2);
        return new HikariDataSource(config);
    }
}
