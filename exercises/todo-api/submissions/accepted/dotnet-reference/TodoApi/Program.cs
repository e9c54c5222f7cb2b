using TodoApi;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = 1024 * 1024);
builder.Services.AddSingleton(Database.CreateDataSource(builder.Configuration["DATABASE_URL"]));
builder.Services.AddSingleton<TodoStore>();
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<ProblemHandler>();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapTodos();

await CreateTablesAsync(app.Services.GetRequiredService<TodoStore>());
app.Run();

static async Task CreateTablesAsync(TodoStore store)
{
    for (var attempt = 1; ; attempt++)
    {
        try
        {
            await store.CreateTablesAsync();
            return;
        }
        catch (Exception exception) when (attempt < 10 && Database.IsAway(exception))
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5)); // The database may still be starting.
        }
    }
}
