using System.Collections.Concurrent;

namespace TodoApi;

public sealed class TodoStore
{
    private readonly ConcurrentDictionary<int, Todo> todos = new();
    private int lastId;

    public Task PingAsync() => Task.CompletedTask;

    public Task<Todo> CreateAsync(IReadOnlyDictionary<string, object?> fields)
    {
        var now = DateTime.UtcNow;
        var todo = Apply(new Todo(Interlocked.Increment(ref lastId), "", "", false, null, 0, 1, now, now), fields);
        todos[todo.Id] = todo;
        return Task.FromResult(todo);
    }

    public Task<Todo?> FindAsync(int id) => Task.FromResult(todos.GetValueOrDefault(id));

    public Task<Todo?> ChangeAsync(int id, IReadOnlyDictionary<string, object?> changes, int? version) =>
        Task.FromResult(Update(id, version, todo => Apply(todo, changes)));

    public Task<Todo?> AddTimeAsync(int id, int minutes) =>
        Task.FromResult(Update(id, null, todo => todo with { MinutesSpent = todo.MinutesSpent + minutes }));

    public Task<bool> RemoveAsync(int id, int? version) => Task.FromResult(
        version is null
            ? todos.TryRemove(id, out _)
            : todos.TryGetValue(id, out var todo) && todo.Version == version && todos.TryRemove(KeyValuePair.Create(id, todo)));

    public Task<List<Todo>> ListAsync(ListQuery query, int limit) => Task.FromResult(todos.Values
        .Where(todo => todo.Id > query.After && (query.Done is null || todo.Done == query.Done))
        .Where(todo => query.Search is null || todo.Title.Contains(query.Search, StringComparison.OrdinalIgnoreCase))
        .OrderBy(todo => todo.Id)
        .Take(limit)
        .ToList());

    private Todo? Update(int id, int? version, Func<Todo, Todo> change)
    {
        while (todos.TryGetValue(id, out var todo) && (version is null || todo.Version == version))
        {
            var changed = change(todo) with { Version = todo.Version + 1, UpdatedAt = DateTime.UtcNow };
            if (todos.TryUpdate(id, changed, todo)) return changed;
        }

        return null;
    }

    private static Todo Apply(Todo todo, IReadOnlyDictionary<string, object?> fields) => todo with
    {
        Title = (string)fields.GetValueOrDefault("title", todo.Title)!,
        Notes = (string)fields.GetValueOrDefault("notes", todo.Notes)!,
        Done = (bool)fields.GetValueOrDefault("done", todo.Done)!,
        DueOn = (string?)fields.GetValueOrDefault("dueOn", todo.DueOn),
    };
}
