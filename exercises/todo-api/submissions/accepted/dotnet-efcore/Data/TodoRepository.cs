using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Todos.Models;

namespace Todos.Data;

public class TodoRepository(TodoContext context)
{
    public async Task<Todo> AddAsync(TodoInput input)
    {
        var now = Now();
        var todo = new Todo { Title = input.Title, Notes = input.Notes, Done = input.Done, DueOn = input.DueOn, CreatedAt = now, UpdatedAt = now };
        context.Todos.Add(todo);
        await context.SaveChangesAsync();
        return todo;
    }

    public Task<Todo?> FindAsync(int id) => context.Todos.AsNoTracking().SingleOrDefaultAsync(todo => todo.Id == id);

    public Task<List<Todo>> ListAsync(PageRequest page, int limit)
    {
        var query = context.Todos.AsNoTracking().Where(todo => todo.Id > page.After);
        if (page.Done is not null) query = query.Where(todo => todo.Done == page.Done);
        if (page.Search is not null) query = query.Where(todo => todo.Title.ToLower().Contains(page.Search.ToLower()));
        return query.OrderBy(todo => todo.Id).Take(limit).ToListAsync();
    }

    public Task<Todo?> AddTimeAsync(int id, int minutes) =>
        UpdateAsync(id, null, setters => setters.SetProperty(todo => todo.MinutesSpent, todo => todo.MinutesSpent + minutes));

    /// <summary>Null when there is no such to-do, or it has another version.</summary>
    public Task<Todo?> ChangeAsync(int id, int? version, TodoInput input) => UpdateAsync(id, version, setters =>
    {
        if (input.Names("title")) setters.SetProperty(todo => todo.Title, input.Title);
        if (input.Names("notes")) setters.SetProperty(todo => todo.Notes, input.Notes);
        if (input.Names("done")) setters.SetProperty(todo => todo.Done, input.Done);
        if (input.Names("dueOn")) setters.SetProperty(todo => todo.DueOn, input.DueOn);
    });

    public async Task<bool> RemoveAsync(int id, int? version) =>
        await context.Todos.Where(todo => todo.Id == id && (version == null || todo.Version == version)).ExecuteDeleteAsync() == 1;

    /// <summary>One UPDATE, and the row as it was left: until the commit nobody else can change it.</summary>
    private async Task<Todo?> UpdateAsync(int id, int? version, Action<UpdateSettersBuilder<Todo>> set)
    {
        await using var transaction = await context.Database.BeginTransactionAsync();
        var changed = await context.Todos
            .Where(todo => todo.Id == id && (version == null || todo.Version == version))
            .ExecuteUpdateAsync(setters =>
            {
                set(setters);
                setters.SetProperty(todo => todo.Version, todo => todo.Version + 1).SetProperty(todo => todo.UpdatedAt, Now());
            });
        var todo = changed == 0 ? null : await FindAsync(id);
        await transaction.CommitAsync();
        return todo;
    }

    /// <summary>PostgreSQL keeps microseconds: a to-do must read back as it was answered.</summary>
    private static DateTime Now()
    {
        var now = DateTime.UtcNow;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
