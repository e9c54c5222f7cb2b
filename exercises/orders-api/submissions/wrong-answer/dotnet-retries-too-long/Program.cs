using Dapper;
using OrdersApi;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = 1024 * 1024);
builder.Services.AddSingleton(Database.At(builder.Configuration["DATABASE_URL"]));
builder.Services.AddSingleton<ProductStore>();
builder.Services.AddSingleton<OrderStore>();
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<ProblemHandler>();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapGet("/health", async (Database database) =>
{
    await database.AskAsync(connection => connection.ExecuteScalarAsync<int>("SELECT 1"));
    return new { status = "ok" };
});
app.MapProducts();
app.MapOrders();

await Tables.CreateAsync(app.Services.GetRequiredService<Database>());
app.Run();
