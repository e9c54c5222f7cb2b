package todo;

public record Todo(int id, String title, boolean done) {
    public static Todo create(int id, String title) {
        return new Todo(id, title, "no");
    }
}
