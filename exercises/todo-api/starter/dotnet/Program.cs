// The database is at $DATABASE_URL; Npgsql and Dapper are there for you, as is EF Core.
var app = WebApplication.CreateBuilder(args).Build();

// Begin here: app.MapPost("/todos", async (HttpRequest request) => { ... });

app.MapFallback((HttpRequest request) =>
    Results.Problem(title: $"{request.Method} {request.Path} is yours to build.", statusCode: StatusCodes.Status501NotImplemented));

app.Run();
