using System.Text.Json;

namespace OrdersApi;

/// <summary>What is wrong with a value, or null.</summary>
public delegate string? Check(JsonElement value);

/// <summary>Reads bodies of requests: all that is wrong with one is told at once.</summary>
public static class RequestBody
{
    public static async Task<T> ReadAsync<T>(HttpRequest request, IReadOnlyDictionary<string, Check> checks, params string[] required)
    {
        using var document = await ReadJsonAsync(request);
        var body = document.RootElement;
        if (body.ValueKind != JsonValueKind.Object) throw Problem.Invalid(new FieldError("", "must be a JSON object"));
        var errors = required.Where(field => !body.TryGetProperty(field, out _)).Select(field => new FieldError(field, "is required")).ToList();
        foreach (var property in body.EnumerateObject())
        {
            var message = checks.TryGetValue(property.Name, out var check) ? check(property.Value) : "is not a field that can be set";
            if (message is not null) errors.Add(new FieldError(property.Name, message));
        }

        return errors.Count > 0 ? throw Problem.Invalid(errors) : body.Deserialize<T>(JsonSerializerOptions.Web)!;
    }

    private static async Task<JsonDocument> ReadJsonAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType()) throw new Problem(StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.");
        try
        {
            return await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            throw new Problem(StatusCodes.Status400BadRequest, "The body is not valid JSON.");
        }
    }
}
