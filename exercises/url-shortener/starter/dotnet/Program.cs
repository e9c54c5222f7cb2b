var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();

// What is in this folder is still there after a restart; Microsoft.Data.Sqlite and Dapper are there for you.
var dataDir = builder.Configuration["DATA_DIR"] ?? "/data";
app.Logger.LogInformation("Data goes to {DataDir}", dataDir);

// Begin here: app.MapPost("/links", async (HttpRequest request) => { ... });

app.MapFallback((HttpRequest request) =>
    Results.Problem(title: $"{request.Method} {request.Path} is yours to build.", statusCode: StatusCodes.Status501NotImplemented));

app.Run();
