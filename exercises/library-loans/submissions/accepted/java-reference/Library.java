import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The service as its callers see it. */
final class Library {
    private static final String BASE = System.getenv().getOrDefault("BASE_URL", "http://127.0.0.1:8080");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Library() {
    }

    /** An answer, and its text as JSON where it is some. */
    record Answer(int status, Map<String, String> headers, String text) {
        JsonNode body() throws IOException {
            return JSON.readTree(text);
        }
    }

    /** Sends a request without a body. */
    static Answer send(String method, String path) throws IOException, InterruptedException {
        return exchange(request(method, path, HttpRequest.BodyPublishers.noBody()).build());
    }

    /** Sends `body` as JSON; `headers` are names and values in turns. */
    static Answer send(String method, String path, Map<String, ?> body, String... headers) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher json = HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
        HttpRequest.Builder request = request(method, path, json).header("Content-Type", "application/json");
        return exchange((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private static HttpRequest.Builder request(String method, String path, HttpRequest.BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(BASE + path)).timeout(PATIENCE).method(method, body);
    }

    private static Answer exchange(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
        return new Answer(response.statusCode(), headers, response.body());
    }
}
