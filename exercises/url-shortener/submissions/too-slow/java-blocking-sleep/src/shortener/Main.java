package shortener;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Executors;

public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "3000"));
        Path folder = Path.of(System.getenv().getOrDefault("DATA_DIR", "/data"));
        LinkStore store = LinkStore.open(new Journal(folder.resolve("links.jsonl")));

        HttpServer server = HttpServer.create(new InetSocketAddress(port), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", new LinkHandler(store));
        server.start();
        System.out.println("listening on " + port);

        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.stop(0);
            store.close();
        }));
    }
}
