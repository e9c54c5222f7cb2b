using UrlShortener;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = 64 * 1024);
builder.Services.AddSingleton(_ => LinkStore.Open(Path.Combine(builder.Configuration["DATA_DIR"] ?? "/data", "links.db")));
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<ProblemHandler>();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapLinks();
app.Run();
