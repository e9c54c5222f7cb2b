using System.Globalization;
using System.Text.Json;

namespace Todos.Models;

/// <summary>The fields that a body names. What it does not name is not set.</summary>
public class TodoInput
{
    private readonly HashSet<string> named = [];

    public string Title { get; private set; } = "";

    public string Notes { get; private set; } = "";

    public bool Done { get; private set; }

    public DateOnly? DueOn { get; private set; }

    public int Minutes { get; private set; }

    public List<InputError> Errors { get; } = [];

    public bool Names(string field) => named.Contains(field);

    public static TodoInput Read(JsonElement body, string[] allowed, string[] required)
    {
        var input = new TodoInput();
        if (body.ValueKind != JsonValueKind.Object)
        {
            input.Errors.Add(new InputError("", "must be a JSON object"));
            return input;
        }

        foreach (var property in body.EnumerateObject())
        {
            input.named.Add(property.Name);
            if (!allowed.Contains(property.Name)) input.Errors.Add(new InputError(property.Name, "is not a field that can be set"));
            else if (!input.TrySet(property.Name, property.Value)) input.Errors.Add(new InputError(property.Name, "is not a valid value"));
        }

        foreach (var field in required.Where(field => !input.Names(field))) input.Errors.Add(new InputError(field, "is required"));
        return input;
    }

    private bool TrySet(string field, JsonElement value)
    {
        switch (field)
        {
            case "title":
                Title = ReadText(value) ?? "";
                return !string.IsNullOrWhiteSpace(Title) && IsText(Title, 200);
            case "notes":
                var notes = ReadText(value);
                Notes = notes ?? "";
                return notes is not null && IsText(notes, 10_000);
            case "done":
                Done = value.ValueKind == JsonValueKind.True;
                return value.ValueKind is JsonValueKind.True or JsonValueKind.False;
            case "dueOn":
                if (value.ValueKind == JsonValueKind.Null) return true;
                var exists = DateOnly.TryParseExact(ReadText(value), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
                DueOn = date;
                return exists;
            default:
                var isNumber = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var minutes) && (Minutes = minutes) is >= 1 and <= 1440;
                return isNumber;
        }
    }

    private static string? ReadText(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsText(string text, int maxLength) => !text.Contains('\0') && text.EnumerateRunes().Count() <= maxLength;
}

public record InputError(string Field, string Message);
