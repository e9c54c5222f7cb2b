using Dapper;
using Npgsql;

namespace TodoApi;

/// <summary>To-dos in PostgreSQL. Every change is one statement, so callers cannot come between reading and writing.</summary>
public sealed class TodoStore(NpgsqlDataSource dataSource)
{
    private const string Columns =
        "id, title, notes, done, to_char(due_on, 'YYYY-MM-DD') AS dueOn, minutes_spent AS minutesSpent, version, created_at AS createdAt, updated_at AS updatedAt";

    private static readonly Dictionary<string, string> Assignments = new()
    {
        ["title"] = "title = @title",
        ["notes"] = "notes = @notes",
        ["done"] = "done = @done",
        ["dueOn"] = "due_on = @dueOn::date",
    };

    public Task CreateTablesAsync() => ExecuteAsync("""
        CREATE TABLE IF NOT EXISTS todos (
          id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          title text NOT NULL,
          notes text NOT NULL,
          done boolean NOT NULL,
          due_on date,
          minutes_spent integer NOT NULL DEFAULT 0,
          version integer NOT NULL DEFAULT 1,
          created_at timestamptz NOT NULL DEFAULT now(),
          updated_at timestamptz NOT NULL DEFAULT now()
        )
        """);

    public Task PingAsync() => ExecuteAsync("SELECT 1");

    public async Task<Todo> CreateAsync(IReadOnlyDictionary<string, object?> fields)
    {
        var values = new
        {
            title = fields["title"],
            notes = fields.GetValueOrDefault("notes", ""),
            done = fields.GetValueOrDefault("done", false),
            dueOn = fields.GetValueOrDefault("dueOn") as string,
        };
        var todo = await FindOneAsync(
            $"INSERT INTO todos (title, notes, done, due_on) VALUES (@title, @notes, @done, @dueOn::date) RETURNING {Columns}", values);
        return todo!;
    }

    public Task<Todo?> FindAsync(int id) => FindOneAsync($"SELECT {Columns} FROM todos WHERE id = @id", new { id });

    /// <summary>Writes only the named fields. Null when there is no such to-do, or it has another version.</summary>
    public Task<Todo?> ChangeAsync(int id, IReadOnlyDictionary<string, object?> changes, int? version)
    {
        var values = new DynamicParameters(changes);
        values.Add("id", id);
        values.Add("version", version);
        var assignments = string.Concat(changes.Keys.Select(field => $"{Assignments[field]}, "));
        return FindOneAsync($"""
            UPDATE todos SET {assignments} version = version + 1, updated_at = now()
            WHERE id = @id AND (@version::integer IS NULL OR version = @version) RETURNING {Columns}
            """, values);
    }

    public Task<Todo?> AddTimeAsync(int id, int minutes) => FindOneAsync($"""
        UPDATE todos SET minutes_spent = minutes_spent + @minutes, version = version + 1, updated_at = now()
        WHERE id = @id RETURNING {Columns}
        """, new { id, minutes });

    /// <summary>Whether there was something to remove.</summary>
    public async Task<bool> RemoveAsync(int id, int? version) =>
        await ExecuteAsync("DELETE FROM todos WHERE id = @id AND (@version::integer IS NULL OR version = @version)", new { id, version }) == 1;

    public async Task<IReadOnlyList<Todo>> ListAsync(ListQuery query, int limit)
    {
        var todos = await AskAsync(connection => connection.QueryAsync<Todo>($"""
            SELECT {Columns} FROM todos
            WHERE id > @After AND (@Done::boolean IS NULL OR done = @Done)
              AND (@Search::text IS NULL OR strpos(lower(title), lower(@Search)) > 0)
            ORDER BY id LIMIT @limit
            """, new { query.After, query.Done, query.Search, limit }));
        return todos.AsList();
    }

    private Task<Todo?> FindOneAsync(string sql, object values) =>
        AskAsync(connection => connection.QuerySingleOrDefaultAsync<Todo>(sql, values));

    private Task<int> ExecuteAsync(string sql, object? values = null) => AskAsync(connection => connection.ExecuteAsync(sql, values));

    private Task<T> AskAsync<T>(Func<NpgsqlConnection, Task<T>> ask)
    {
        return AskInTurnAsync().WaitAsync(Database.LongestAnswer);

        async Task<T> AskInTurnAsync()
        {
            await using var connection = await dataSource.OpenConnectionAsync();
            return await ask(connection);
        }
    }
}
