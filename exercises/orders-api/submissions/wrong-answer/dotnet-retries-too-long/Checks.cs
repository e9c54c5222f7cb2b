using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrdersApi;

/// <summary>The rules that fields keep.</summary>
public static class Checks
{
    public static Check Integer(int least, int most) => value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? null
            : $"must be an integer from {least} to {most}";

    public static Check Text(int longest) => value =>
    {
        if (ReadText(value) is not { } text) return "must be text";
        if (string.IsNullOrWhiteSpace(text)) return "must not be blank";
        return text.EnumerateRunes().Count() > longest ? $"must have at most {longest} characters" : null;
    };

    public static Check Matches(Regex pattern) => value =>
        ReadText(value) is { } text && pattern.IsMatch(text) ? null : $"must match {pattern}";

    /// <summary>Null for what is no text. Half of a surrogate pair is valid JSON, but no text.</summary>
    private static string? ReadText(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
