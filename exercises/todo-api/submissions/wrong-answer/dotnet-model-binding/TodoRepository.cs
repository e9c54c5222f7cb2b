using Dapper;
using Npgsql;

namespace TodoApi;

public class TodoRepository(NpgsqlDataSource dataSource)
{
    private const string Columns =
        "id, title, notes, done, to_char(due_on, 'YYYY-MM-DD') AS dueOn, minutes_spent AS minutesSpent, version, created_at AS createdAt, updated_at AS updatedAt";

    public async Task CreateTablesAsync()
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            CREATE TABLE IF NOT EXISTS todos (
              id serial PRIMARY KEY,
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
    }

    public async Task<Todo> AddAsync(NewTodo todo) => (await QueryAsync($"""
        INSERT INTO todos (title, notes, done, due_on)
        VALUES (@Title, coalesce(@Notes, ''), @Done, @DueOn::date) RETURNING {Columns}
        """, new { todo.Title, todo.Notes, todo.Done, DueOn = todo.DueOn?.ToString("O") })).Single();

    public async Task<Todo?> FindAsync(int id) => (await QueryAsync($"SELECT {Columns} FROM todos WHERE id = @id", new { id })).SingleOrDefault();

    public async Task<Todo?> ChangeAsync(int id, TodoChange change, int? version) => (await QueryAsync($"""
        UPDATE todos SET title = coalesce(@Title, title), notes = coalesce(@Notes, notes), done = coalesce(@Done, done),
          due_on = coalesce(@DueOn::date, due_on), version = version + 1, updated_at = now()
        WHERE id = @id AND (@version::integer IS NULL OR version = @version) RETURNING {Columns}
        """, new { id, version, change.Title, change.Notes, change.Done, DueOn = change.DueOn?.ToString("O") })).SingleOrDefault();

    public async Task<Todo?> AddTimeAsync(int id, int minutes) => (await QueryAsync($"""
        UPDATE todos SET minutes_spent = minutes_spent + @minutes, version = version + 1, updated_at = now()
        WHERE id = @id RETURNING {Columns}
        """, new { id, minutes })).SingleOrDefault();

    public async Task<Todo?> RemoveAsync(int id, int? version) => (await QueryAsync(
        $"DELETE FROM todos WHERE id = @id AND (@version::integer IS NULL OR version = @version) RETURNING {Columns}", new { id, version })).SingleOrDefault();

    public Task<List<Todo>> ListAsync(TodoQuery query, int limit) => QueryAsync($"""
        SELECT {Columns} FROM todos
        WHERE id > @Cursor AND (@Done::boolean IS NULL OR done = @Done) AND (@Search::text IS NULL OR title ILIKE '%' || @Search || '%')
        ORDER BY id LIMIT @limit
        """, new { query.Cursor, query.Done, query.Search, limit });

    private async Task<List<Todo>> QueryAsync(string sql, object values)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return (await connection.QueryAsync<Todo>(sql, values)).AsList();
    }
}
