package app;

public final class Service {
    public String greet(String name) {
        return "Hello, " + name;
    }
}
