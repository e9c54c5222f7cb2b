using System.Globalization;

namespace UrlShortener;

public static class LinkRoutes
{
    public static void MapLinks(this WebApplication app)
    {
        app.MapPost("/links", async (HttpRequest request, LinkStore store) =>
        {
            var link = store.Create(await LinkBody.ReadAsync(request));
            return link is null
                ? throw new Problem(StatusCodes.Status409Conflict, "The alias is in use.")
                : Results.Created($"/links/{link.Code}", link);
        });

        app.MapGet("/links", (HttpRequest request, LinkStore store) =>
            store.List(ReadInteger(request, "limit", 20, min: 1, max: 100), ReadInteger(request, "offset", 0, min: 0, max: 999_999_999)));

        app.MapGet("/links/{code}", (string code, LinkStore store) => store.Find(code) ?? throw Problem.NoSuchLink());

        app.MapDelete("/links/{code}", (string code, LinkStore store) =>
            store.Remove(code) ? Results.NoContent() : throw Problem.NoSuchLink());

        app.MapGet("/{code}", (string code, LinkStore store) =>
        {
            if (store.Visit(code) is { } url) return Results.Redirect(url);
            throw store.Find(code) is null ? Problem.NoSuchLink() : new Problem(StatusCodes.Status410Gone, "The link is expired.");
        });
    }

    private static int ReadInteger(HttpRequest request, string name, int fallback, int min, int max)
    {
        if (!request.Query.TryGetValue(name, out var text)) return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new Problem(StatusCodes.Status400BadRequest, $"{name} must be an integer from {min} to {max}.");
    }
}
