using System.Text.Json;
using System.Text.RegularExpressions;

namespace UrlShortener;

/// <summary>Reads the body of a new link: all that is wrong with it is told at once.</summary>
public static partial class LinkBody
{
    private const int LongestUrl = 2048;
    private const int LongestLife = 31_536_000;

    private static readonly Dictionary<string, Func<JsonElement, string?>> Checks = new()
    {
        ["url"] = CheckUrl,
        ["alias"] = CheckAlias,
        ["expiresInSeconds"] = CheckExpiry,
    };

    public static async Task<NewLink> ReadAsync(HttpRequest request)
    {
        using var document = await ReadJsonAsync(request);
        var body = document.RootElement;
        if (body.ValueKind != JsonValueKind.Object) throw Refuse([new FieldError("", "must be a JSON object")]);
        var errors = new List<FieldError>();
        if (!body.TryGetProperty("url", out _)) errors.Add(new FieldError("url", "is required"));
        foreach (var property in body.EnumerateObject())
        {
            var message = Checks.TryGetValue(property.Name, out var check) ? check(property.Value) : "is not a field that can be set";
            if (message is not null) errors.Add(new FieldError(property.Name, message));
        }

        return errors.Count > 0 ? throw Refuse(errors) : body.Deserialize<NewLink>(JsonSerializerOptions.Web)!;
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

    private static Problem Refuse(IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status422UnprocessableEntity, "The link is not valid.", errors);

    private static string? CheckUrl(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return "must be text";
        // The raw text first: escapes such as half a surrogate pair are no text at all.
        if (!VisibleAscii().IsMatch(value.GetRawText())) return "must be percent-encoded: visible ASCII only";
        var url = value.GetString()!;
        if (url.Length > LongestUrl) return $"must have at most {LongestUrl} characters";
        if (!url.All(character => character is >= '!' and <= '~')) return "must be percent-encoded: visible ASCII only";
        if (!HttpUrl().IsMatch(url)) return "must begin with http:// or https:// and a host";
        return Uri.TryCreate(url, UriKind.Absolute, out _) ? null : "is not a URL";
    }

    private static string? CheckAlias(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || !Alias().IsMatch(value.GetRawText())) return "must be 3 to 30 letters, digits, dashes and underscores";
        return value.ValueEquals("links") ? "is taken by the service itself" : null;
    }

    private static string? CheckExpiry(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var seconds) && seconds is >= 1 and <= LongestLife
            ? null
            : $"must be an integer from 1 to {LongestLife}";

    [GeneratedRegex("^https?://[^/?#]", RegexOptions.IgnoreCase)]
    private static partial Regex HttpUrl();

    [GeneratedRegex("""^"[A-Za-z0-9_-]{3,30}"\z""")]
    private static partial Regex Alias();

    [GeneratedRegex("""^[!-~]+\z""")]
    private static partial Regex VisibleAscii();
}
