import io.javalin.Javalin;

public class Shortener {
    public static void main(String[] args) {
        Javalin app = Javalin.create();
        app.get("/{code}", ctx -> ctx.redirect("https://example.com/" + ctx.pathParam("code")));
        app.start(Integer.parseInt(System.getenv("PORT")));
    }
}
