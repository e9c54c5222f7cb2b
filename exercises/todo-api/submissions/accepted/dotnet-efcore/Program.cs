using Microsoft.EntityFrameworkCore;
using Todos;
using Todos.Data;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContextPool<TodoContext>(options => options.UseNpgsql(PostgresAddress.ToConnectionString(builder.Configuration["DATABASE_URL"]!)));
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<DatabaseExceptionHandler>();
builder.Services.AddControllers();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapControllers();

await using (var scope = app.Services.CreateAsyncScope())
{
    await scope.ServiceProvider.GetRequiredService<TodoContext>().Database.EnsureCreatedAsync();
}

app.Run($"http://0.0.0.0:{builder.Configuration["PORT"] ?? "5000"}");
