using Dapper;
using Npgsql;

var builder = WebApplication.CreateBuilder(args);
var uri = new Uri(builder.Configuration["DATABASE_URL"]!);
var login = uri.UserInfo.Split(':');
builder.Services.AddSingleton(NpgsqlDataSource.Create(
    $"Host={uri.Host};Port={uri.Port};Username={login[0]};Password={login[1]};Database={uri.AbsolutePath[1..]}"));

var app = builder.Build();

app.MapGet("/todos", async (NpgsqlDataSource dataSource) =>
{
    await using var connection = await dataSource.OpenConnectionAsync();
    return new { items = await connection.QueryAsync<string>("SELECT 'Buy milk'"), next = (string?)null };
});

app.Run();
