using Microsoft.EntityFrameworkCore;
using TodoApi;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<Database>(options => options.UseNpgsql(Database.ToConnectionString(builder.Configuration["DATABASE_URL"]!)));
builder.Services.AddScoped<TodoStore>();
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<ProblemHandler>();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapTodos();

using (var scope = app.Services.CreateScope())
{
    var database = scope.ServiceProvider.GetRequiredService<Database>().Database;
    database.SetCommandTimeout(30);
    database.EnsureCreated();
}

app.Run();
