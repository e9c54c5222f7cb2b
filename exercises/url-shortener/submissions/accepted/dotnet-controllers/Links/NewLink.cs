using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shortener.Links;

public record InputError(string Field, string Message);

public partial record NewLink(string Url, string? Alias, int? ExpiresInSeconds)
{
    /// <summary>The link that a body asks for, or all that is wrong with it.</summary>
    public static (NewLink? Link, List<InputError> Errors) Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return (null, [new InputError("", "must be a JSON object")]);
        var errors = new List<InputError>();
        string? url = null, alias = null;
        int? expiresInSeconds = null;
        foreach (var (name, value) in body.EnumerateObject().Select(property => (property.Name, property.Value)))
        {
            var error = name switch
            {
                "url" => IsUrl(value) ? null : "must be an http or https URL of at most 2048 visible ASCII characters",
                "alias" => IsAlias(value) ? null : "must be 3 to 30 letters, digits, dashes and underscores, and not links",
                "expiresInSeconds" => IsLife(value) ? null : "must be an integer from 1 to 31536000",
                _ => "is not a field that can be set",
            };
            if (error is not null) errors.Add(new InputError(name, error));
            else if (name == "url") url = value.GetString();
            else if (name == "alias") alias = value.GetString();
            else expiresInSeconds = value.GetInt32();
        }

        if (!body.TryGetProperty("url", out _)) errors.Add(new InputError("url", "is required"));
        return errors.Count > 0 ? (null, errors) : (new NewLink(url!, alias, expiresInSeconds), errors);
    }

    private static bool IsUrl(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= 2048 } url && HttpUrl().IsMatch(url) && Uri.TryCreate(url, UriKind.Absolute, out _);

    private static bool IsAlias(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } alias && alias != "links" && AliasText().IsMatch(alias);

    private static bool IsLife(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var seconds) && seconds is > 0 and <= 31_536_000;

    [GeneratedRegex(@"\A[Hh][Tt][Tt][Pp][Ss]?://[^/?#\s][!-~]*\z")]
    private static partial Regex HttpUrl();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{3,30}\z")]
    private static partial Regex AliasText();
}
