package todo;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What can be done with to-dos. */
public final class TodoService {
    private final TodoRepository repository;

    public TodoService(TodoRepository repository) {
        this.repository = repository;
    }

    public void ping() {
        repository.ping();
    }

    public Todo create(Map<String, Object> fields) {
        return repository.insert(fields);
    }

    public Todo find(int id) {
        return repository.find(id).orElseThrow(Problem::noSuchTodo);
    }

    public List<Todo> list(ListQuery query, int limit) {
        return repository.list(query, limit);
    }

    public Todo change(int id, Map<String, Object> fields, Integer version) {
        return update(id, version, todo -> todo.withFields(fields));
    }

    public Todo addTime(int id, int minutes) {
        return update(id, null, todo -> todo.withMinutes(minutes));
    }

    public void delete(int id, Integer version) {
        checkVersion(find(id), version);
        if (!repository.delete(id)) {
            throw Problem.noSuchTodo();
        }
    }

    private Todo update(int id, Integer version, UnaryOperator<Todo> change) {
        Todo todo = find(id);
        checkVersion(todo, version);
        return repository.save(change.apply(todo)).orElseThrow(Problem::noSuchTodo);
    }

    private static void checkVersion(Todo todo, Integer version) {
        if (version != null && version != todo.version()) {
            throw new Problem(412, "The to-do has changed meanwhile.");
        }
    }
}
