using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace TodoApi;

public class TodoStore(Database database)
{
    public async Task PingAsync() => await database.Database.ExecuteSqlAsync($"SELECT 1");

    public async Task<Todo> CreateAsync(IReadOnlyDictionary<string, object?> fields)
    {
        var todo = new Todo { CreatedAt = Todo.Now(), UpdatedAt = Todo.Now() };
        Apply(todo, fields);
        database.Todos.Add(todo);
        await database.SaveChangesAsync();
        return todo;
    }

    public async Task<Todo?> FindAsync(int id) => await database.Todos.FindAsync(id);

    public async Task<Todo?> ChangeAsync(int id, IReadOnlyDictionary<string, object?> changes, int? version)
    {
        var todo = await database.Todos.FindAsync(id);
        if (todo is null || (version is not null && todo.Version != version)) return null;
        Apply(todo, changes);
        await SaveAsync(todo);
        return todo;
    }

    public async Task<Todo?> AddTimeAsync(int id, int minutes)
    {
        var todo = await database.Todos.FindAsync(id);
        if (todo is null) return null;
        todo.MinutesSpent += minutes;
        await SaveAsync(todo);
        return todo;
    }

    public async Task<bool> RemoveAsync(int id, int? version) =>
        await database.Todos.Where(todo => todo.Id == id && (version == null || todo.Version == version)).ExecuteDeleteAsync() == 1;

    public Task<List<Todo>> ListAsync(ListQuery query, int limit) => database.Todos
        .Where(todo => todo.Id > query.After)
        .Where(todo => query.Done == null || todo.Done == query.Done)
        .Where(todo => query.Search == null || todo.Title.ToLower().Contains(query.Search.ToLower()))
        .OrderBy(todo => todo.Id)
        .Take(limit)
        .ToListAsync();

    private async Task SaveAsync(Todo todo)
    {
        await Task.Delay(200); // The gap is there without it too; with it, every run of the tests finds it.
        todo.Version++;
        todo.UpdatedAt = Todo.Now();
        await database.SaveChangesAsync();
    }

    private static void Apply(Todo todo, IReadOnlyDictionary<string, object?> fields)
    {
        if (fields.TryGetValue("title", out var title)) todo.Title = (string)title!;
        if (fields.TryGetValue("notes", out var notes)) todo.Notes = (string)notes!;
        if (fields.TryGetValue("done", out var done)) todo.Done = (bool)done!;
        if (fields.TryGetValue("dueOn", out var dueOn))
        {
            todo.DueOn = dueOn is string text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
        }
    }
}
