import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

public class TryIt {
    public static void main(String[] args) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + System.getenv("PORT") + "/links")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            System.out.println(client.send(request, BodyHandlers.ofString()).body());
        }
    }
}
