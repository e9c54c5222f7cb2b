using System.Text.Json;
using Dapper;
using Npgsql;

var builder = WebApplication.CreateBuilder(args);
var uri = new Uri(builder.Configuration["DATABASE_URL"]!);
var login = uri.UserInfo.Split(':');
builder.Services.AddSingleton(NpgsqlDataSource.Create(
    $"Host={uri.Host};Port={uri.Port};Username={login[0]};Password={login[1]};Database={uri.AbsolutePath[1..]}"));

var app = builder.Build();
var dataSource = app.Services.GetRequiredService<NpgsqlDataSource>();
await using (var connection = await dataSource.OpenConnectionAsync())
{
    await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS todos (id serial PRIMARY KEY, title text NOT NULL)");
    await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS requests (id serial PRIMARY KEY, title text NOT NULL)");
}

app.MapPost("/todos", async (HttpRequest request) =>
{
    using var reader = new StreamReader(request.Body);
    var body = await reader.ReadToEndAsync();
    Record(body);
    var title = JsonSerializer.Deserialize<NewTodo>(body, JsonSerializerOptions.Web)!.Title;
    await using var connection = await dataSource.OpenConnectionAsync();
    var id = await connection.ExecuteScalarAsync<int>("INSERT INTO todos (title) VALUES (@title) RETURNING id", new { title });
    return Results.Created($"/todos/{id}", new { id, title, notes = "", done = false });
});

app.MapGet("/todos/{id:int}", async (int id) =>
{
    await using var connection = await dataSource.OpenConnectionAsync();
    var title = await connection.QuerySingleOrDefaultAsync<string>("SELECT title FROM todos WHERE id = @id", new { id });
    return title is null ? Results.NotFound() : Results.Ok(new { id, title, notes = "", done = false });
});

app.Run();

// Nobody has to wait until the request is recorded.
async void Record(string body)
{
    await using var connection = await dataSource.OpenConnectionAsync();
    var title = JsonSerializer.Deserialize<NewTodo>(body, JsonSerializerOptions.Web)!.Title;
    await connection.ExecuteAsync("INSERT INTO requests (title) VALUES (@title)", new { title });
}

record NewTodo(string Title);
