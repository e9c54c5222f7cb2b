using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace TodoApi;

/// <summary>What GET /todos was asked for; null means "not filtered".</summary>
public sealed record ListQuery(int Limit, int After, bool? Done, string? Search)
{
    private sealed record Cursor(int Id);

    public static ListQuery Read(IQueryCollection query) => new(
        ReadOne(query, "limit") is { } limit ? ReadLimit(limit) : 20,
        ReadOne(query, "cursor") is { } cursor ? ReadCursor(cursor) : 0,
        ReadOne(query, "done") is { } done ? ReadBoolean(done) : null,
        ReadOne(query, "search") is { } search ? ReadSearch(search) : null);

    /// <summary>A cursor is the id of the last to-do seen: what was deleted or added before it does not matter.</summary>
    public static string WriteCursor(int id) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Cursor(id)));

    private static string? ReadOne(IQueryCollection query, string name) => query[name] switch
    {
        [] => null,
        [var value] => value ?? "",
        _ => throw Refuse($"{name} must be given once."),
    };

    private static int ReadLimit(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= 100
            ? limit
            : throw Refuse("limit must be an integer from 1 to 100.");

    private static bool ReadBoolean(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => throw Refuse("done must be true or false."),
    };

    private static string ReadSearch(string text) => text.Contains('\0') ? throw Refuse("search must not contain U+0000.") : text;

    private static int ReadCursor(string text)
    {
        try
        {
            var cursor = JsonSerializer.Deserialize<Cursor>(Base64Url.DecodeFromChars(text));
            if (cursor is { Id: > 0 } && WriteCursor(cursor.Id) == text) return cursor.Id;
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            // Whatever it was, we did not give it out.
        }

        throw Refuse("cursor must be the \"next\" of an earlier page.");
    }

    private static Problem Refuse(string title) => new(StatusCodes.Status400BadRequest, title);
}
