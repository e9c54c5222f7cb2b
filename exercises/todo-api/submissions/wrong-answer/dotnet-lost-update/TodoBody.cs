using System.Globalization;
using System.Text.Json;

namespace TodoApi;

/// <summary>Reads bodies of requests: all that is wrong with one is told at once.</summary>
public static class TodoBody
{
    private delegate string? Check(JsonElement value);

    private static readonly Dictionary<string, Check> TodoFields = new()
    {
        ["title"] = CheckTitle,
        ["notes"] = value => CheckText(value, 10_000),
        ["done"] = value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false",
        ["dueOn"] = CheckDueOn,
    };

    private static readonly Dictionary<string, Check> TimeFields = new() { ["minutes"] = CheckMinutes };

    public static Task<Dictionary<string, object?>> ReadNewTodoAsync(HttpRequest request) => ReadFieldsAsync(request, TodoFields, "title");

    public static Task<Dictionary<string, object?>> ReadChangesAsync(HttpRequest request) => ReadFieldsAsync(request, TodoFields);

    public static async Task<int> ReadMinutesAsync(HttpRequest request) => (int)(await ReadFieldsAsync(request, TimeFields, "minutes"))["minutes"]!;

    private static async Task<Dictionary<string, object?>> ReadFieldsAsync(
        HttpRequest request, Dictionary<string, Check> checks, params string[] required)
    {
        using var document = await ReadJsonAsync(request);
        var body = document.RootElement;
        if (body.ValueKind != JsonValueKind.Object) throw Refuse([new FieldError("", "must be a JSON object")]);
        var errors = required.Where(field => !body.TryGetProperty(field, out _)).Select(field => new FieldError(field, "is required")).ToList();
        var fields = new Dictionary<string, object?>();
        foreach (var property in body.EnumerateObject())
        {
            var message = checks.TryGetValue(property.Name, out var check) ? check(property.Value) : "is not a field that can be set";
            if (message is not null) errors.Add(new FieldError(property.Name, message));
            else fields[property.Name] = ToValue(property.Value);
        }

        return errors.Count > 0 ? throw Refuse(errors) : fields;
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
        new(StatusCodes.Status422UnprocessableEntity, "The request is not valid.", errors);

    private static object? ToValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.GetInt32(),
        JsonValueKind.String => value.GetString(),
        _ => null,
    };

    private static string? CheckTitle(JsonElement value) =>
        CheckText(value, 200) ?? (string.IsNullOrWhiteSpace(value.GetString()) ? "must not be blank" : null);

    private static string? CheckText(JsonElement value, int maxLength)
    {
        if (!TryGetText(value, out var text)) return "must be text";
        if (text.Contains('\0')) return "must not contain U+0000";
        return text.EnumerateRunes().Count() > maxLength ? $"must have at most {maxLength} characters" : null;
    }

    /// <summary>Half of a surrogate pair is valid JSON, but no text.</summary>
    private static bool TryGetText(JsonElement value, out string text)
    {
        text = "";
        if (value.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string? CheckDueOn(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        return TryGetText(value, out var text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null
            : "must be a date that exists, as YYYY-MM-DD";
    }

    private static string? CheckMinutes(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var minutes) && minutes is >= 1 and <= 1440
            ? null
            : "must be an integer from 1 to 1440";
}
