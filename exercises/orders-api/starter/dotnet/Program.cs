// The database is at $DATABASE_URL; MySqlConnector and Dapper are there for you.
var app = WebApplication.CreateBuilder(args).Build();

// Begin here: app.MapPost("/products", async (HttpRequest request) => { ... });

app.MapFallback((HttpRequest request) =>
    Results.Problem(title: $"{request.Method} {request.Path} is yours to build.", statusCode: StatusCodes.Status501NotImplemented));

app.Run();
