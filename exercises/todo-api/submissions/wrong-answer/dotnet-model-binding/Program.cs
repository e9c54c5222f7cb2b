using Microsoft.AspNetCore.Mvc;
using TodoApi;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(Database.CreateDataSource(builder.Configuration["DATABASE_URL"]));
builder.Services.AddScoped<TodoRepository>();
builder.Services.AddControllers().ConfigureApiBehaviorOptions(options =>
    options.InvalidModelStateResponseFactory = context =>
    {
        var errors = context.ModelState.SelectMany(entry => entry.Value!.Errors.Select(error => new { field = entry.Key.TrimStart('$', '.').ToLowerInvariant(), message = error.ErrorMessage }));
        var problem = new ProblemDetails { Status = 422, Title = "The to-do is not valid.", Extensions = { ["errors"] = errors } };
        return new ObjectResult(problem) { StatusCode = 422 };
    });
builder.Services.AddProblemDetails();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapControllers();

using (var scope = app.Services.CreateScope())
{
    await scope.ServiceProvider.GetRequiredService<TodoRepository>().CreateTablesAsync();
}

app.Run();
