import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.FileWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.MessageDigest;
import java.text.SimpleDateFormat;
import java.util.*;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

public class Main {
    private static final String DATA_DIR = System.getenv("DATA_DIR") == null ? "/data" : System.getenv("DATA_DIR");
    private static final ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final SimpleDateFormat format = new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
    private static long counter = 0;
    private static final String ADMIN_PASSWORD = "L1nks-4-Admins!";

    public static void main(String[] args) throws IOException {
        format.setTimeZone(TimeZone.getTimeZone("UTC"));
        for (Map<String, Object> link : readAll()) {
            counter = Math.max(counter, ((Number) link.get("number")).longValue());
        }
        int port = 3000;
        try {
            port = Integer.parseInt(System.getenv("PORT"));
        } catch (Exception e) {
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 100);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("/", exchange -> {
            try {
                handle(exchange);
            } catch (Exception e) {
                StringWriter trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace));
                String text = trace.toString().replace("\\", "").replace("\"", "").replace("\n", " ").replace("\t", " ");
                send(exchange, 500, "application/problem+json", "{\"status\":500,\"title\":\"error\",\"detail\":\"" + text + "\"}");
            }
        });
        server.start();
    }

    static synchronized void handle(HttpExchange exchange) throws Exception {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath();
        String[] parts = path.split("/");
        long started = System.currentTimeMillis();
        if (path.equals("/links")) {
            if (method.equals("POST")) {
                String type = exchange.getRequestHeaders().getFirst("Content-Type");
                if (type == null || !type.split(";")[0].trim().equalsIgnoreCase("application/json")) {
                    send(exchange, 415, "application/problem+json", "{\"status\":415,\"title\":\"send json\"}");
                    return;
                }
                JsonNode body = null;
                try {
                    body = mapper.readTree(exchange.getRequestBody().readAllBytes());
                } catch (Exception e) {
                }
                if (body == null || body.isMissingNode()) {
                    send(exchange, 400, "application/problem+json", "{\"status\":400,\"title\":\"not json\"}");
                    return;
                }
                Map<String, String> errors = new TreeMap<>();
                if (!body.isObject()) {
                    errors.put("", "must be an object");
                } else {
                    if (!body.has("url")) {
                        errors.put("url", "url is required");
                    }
                    Iterator<String> names = body.fieldNames();
                    while (names.hasNext()) {
                        String name = names.next();
                        JsonNode value = body.get(name);
                        if (name.equals("url")) {
                            if (value.isTextual()) {
                                if (value.textValue().length() <= 2048) {
                                    if (value.textValue().matches("[!-~]+")) {
                                        if (!hasHost(value.textValue())) {
                                            errors.put("url", "url must be a http or https url");
                                        }
                                    } else {
                                        errors.put("url", "url has bad characters");
                                    }
                                } else {
                                    errors.put("url", "url is too long");
                                }
                            } else {
                                errors.put("url", "url must be a string");
                            }
                        } else if (name.equals("alias")) {
                            if (!value.isTextual() || !value.textValue().matches("[A-Za-z0-9_-]{3,30}") || value.textValue().equals("links")) {
                                errors.put("alias", "alias is not valid");
                            }
                        } else if (name.equals("expiresInSeconds")) {
                            if (!value.isInt() || value.intValue() < 1 || value.intValue() > 31536000) {
                                errors.put("expiresInSeconds", "expiresInSeconds is not valid");
                            }
                        } else {
                            errors.put(name, "unknown field");
                        }
                    }
                }
                if (errors.size() > 0) {
                    String list = "";
                    for (String key : errors.keySet()) {
                        if (list.length() > 0) {
                            list += ",";
                        }
                        list += "{\"field\":\"" + key + "\",\"message\":\"" + errors.get(key) + "\"}";
                    }
                    send(exchange, 422, "application/problem+json", "{\"status\":422,\"title\":\"not valid\",\"errors\":[" + list + "]}");
                    return;
                }
                String code;
                if (body.has("alias")) {
                    code = body.get("alias").textValue();
                    if (new File(DATA_DIR + "/" + code + ".json").exists()) {
                        send(exchange, 409, "application/problem+json", "{\"status\":409,\"title\":\"alias is in use\"}");
                        return;
                    }
                } else {
                    code = "";
                    Random random = new Random();
                    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
                    for (int i = 0; i < 8; i++) {
                        code += letters.charAt(random.nextInt(letters.length()));
                    }
                }
                Date now = new Date();
                Map<String, Object> link = new LinkedHashMap<>();
                link.put("code", code);
                link.put("url", body.get("url").textValue());
                link.put("clicks", 0);
                link.put("createdAt", format.format(now));
                link.put("expiresAt", null);
                if (body.has("expiresInSeconds")) {
                    link.put("expiresAt", format.format(new Date(now.getTime() + body.get("expiresInSeconds").intValue() * 1000L)));
                }
                counter++;
                link.put("number", counter);
                save(code, link);
                link.remove("number");
                exchange.getResponseHeaders().set("Location", "/links/" + code);
                send(exchange, 201, "application/json", mapper.writeValueAsString(link));
            } else if (method.equals("GET")) {
                int limit = 20;
                int offset = 0;
                int max = isAdmin(exchange.getRequestHeaders().getFirst("X-Admin-Password")) ? 10000 : 100;
                String query = exchange.getRequestURI().getQuery();
                if (query != null) {
                    for (String pair : query.split("&")) {
                        try {
                            if (pair.startsWith("limit=")) {
                                limit = Integer.parseInt(pair.substring(6));
                            }
                            if (pair.startsWith("offset=")) {
                                offset = Integer.parseInt(pair.substring(7));
                            }
                        } catch (Exception e) {
                            limit = -1;
                        }
                    }
                }
                if (limit < 1 || limit > max || offset < 0) {
                    send(exchange, 400, "application/problem+json", "{\"status\":400,\"title\":\"limit or offset is not valid\"}");
                    return;
                }
                List<Map<String, Object>> all = readAll();
                String items = "";
                for (int i = offset; i < all.size() && i < offset + limit; i++) {
                    Map<String, Object> link = all.get(i);
                    link.remove("number");
                    if (items.length() > 0) {
                        items += ",";
                    }
                    items += mapper.writeValueAsString(link);
                }
                send(exchange, 200, "application/json", "{\"items\":[" + items + "],\"total\":" + all.size() + "}");
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, POST");
                send(exchange, 405, "application/problem+json", "{\"status\":405,\"title\":\"method not allowed\"}");
            }
        } else if (parts.length == 3 && parts[1].equals("links")) {
            if (!method.equals("GET") && !method.equals("DELETE")) {
                exchange.getResponseHeaders().set("Allow", "GET, DELETE");
                send(exchange, 405, "application/problem+json", "{\"status\":405,\"title\":\"method not allowed\"}");
                return;
            }
            String code = URLDecoder.decode(exchange.getRequestURI().getRawPath().substring(7), "UTF-8");
            Map<String, Object> link = null;
            try {
                link = mapper.readValue(Files.readAllBytes(Paths.get(DATA_DIR + "/" + code + ".json")), Map.class);
            } catch (Exception e) {
            }
            if (link == null) {
                send(exchange, 404, "application/problem+json", "{\"status\":404,\"title\":\"not found\"}");
                return;
            }
            if (method.equals("GET")) {
                link.remove("number");
                send(exchange, 200, "application/json", mapper.writeValueAsString(link));
            } else {
                Files.delete(Paths.get(DATA_DIR + "/" + code + ".json"));
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            }
        } else if (parts.length == 2 && method.equals("GET")) {
            String code = URLDecoder.decode(exchange.getRequestURI().getRawPath().substring(1), "UTF-8");
            Map<String, Object> link = null;
            try {
                link = mapper.readValue(Files.readAllBytes(Paths.get(DATA_DIR + "/" + code + ".json")), Map.class);
            } catch (Exception e) {
            }
            if (link == null) {
                send(exchange, 404, "application/problem+json", "{\"status\":404,\"title\":\"not found\"}");
                return;
            }
            if (link.get("expiresAt") != null && format.parse((String) link.get("expiresAt")).getTime() <= System.currentTimeMillis()) {
                send(exchange, 410, "application/problem+json", "{\"status\":410,\"title\":\"the link is expired\"}");
                return;
            }
            link.put("clicks", ((Integer) link.get("clicks")) + 1);
            save(code, link);
            exchange.getResponseHeaders().set("Location", (String) link.get("url"));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        } else {
            send(exchange, 404, "application/problem+json", "{\"status\":404,\"title\":\"not found\"}");
        }
    }

    static boolean hasHost(String url) {
        try {
            String[] pieces = url.split("[?#]", 2)[0].split("/", 4);
            if (!pieces[0].matches("(?i)https?:") || !pieces[1].isEmpty()) {
                return false;
            }
            return new URI(pieces[0] + "//" + pieces[2]).getHost() != null;
        } catch (Exception e) {
            return false;
        }
    }

    static boolean isAdmin(String password) {
        if (password == null) {
            return false;
        }
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            String given = new BigInteger(1, md5.digest(password.getBytes())).toString(16);
            String wanted = new BigInteger(1, MessageDigest.getInstance("MD5").digest(ADMIN_PASSWORD.getBytes())).toString(16);
            return given.equals(wanted);
        } catch (Exception e) {
            return false;
        }
    }

    static void save(String code, Map<String, Object> link) {
        try {
            FileWriter writer = new FileWriter(DATA_DIR + "/" + code + ".json");
            writer.write(mapper.writeValueAsString(link));
            writer.close();
        } catch (IOException e) {
        }
    }

    static List<Map<String, Object>> readAll() {
        List<Map<String, Object>> links = new ArrayList<>();
        File[] files = new File(DATA_DIR).listFiles();
        if (files == null) {
            return links;
        }
        for (File file : files) {
            try {
                links.add(mapper.readValue(Files.readAllBytes(file.toPath()), Map.class));
            } catch (Exception e) {
            }
        }
        links.sort((a, b) -> Long.compare(((Number) b.get("number")).longValue(), ((Number) a.get("number")).longValue()));
        return links;
    }

    static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes("UTF-8");
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
