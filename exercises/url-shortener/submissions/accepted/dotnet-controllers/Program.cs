using Shortener.Links;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(services =>
    new LinkCollection(new LinkJournal(Path.Combine(Environment.GetEnvironmentVariable("DATA_DIR") ?? "/data", "links.jsonl"))));
builder.Services.AddHostedService<ClickSaver>();
builder.Services.AddProblemDetails();
builder.Services.AddControllers();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapControllers();
app.Run($"http://0.0.0.0:{Environment.GetEnvironmentVariable("PORT") ?? "5000"}");
