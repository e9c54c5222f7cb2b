package links;

public class Link {
    String code;
    String url;
    int clicks;
    String createdAt;
    String expiresAt;
}
