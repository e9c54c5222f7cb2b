using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace OrdersApi;

/// <param name="Next">Where the next page begins; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>A page of rows, of which there is one more than the limit when it is not the last page.</summary>
    public static Page<T> Of(IReadOnlyList<T> rows, int limit, Func<T, object> positionOf) =>
        rows.Count > limit ? new([.. rows.Take(limit)], PageQuery.WriteCursor(positionOf(rows[limit - 1]))) : new(rows, null);
}

/// <summary>Reads what a list was asked for.</summary>
public static class PageQuery
{
    public static int ReadLimit(IQueryCollection query) => ReadInteger(query, "limit", 20, least: 1, most: 100);

    public static int ReadInteger(IQueryCollection query, string name, int fallback, int least, int most)
    {
        if (ReadText(query, name) is not { } text) return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Refuse($"{name} must be an integer from {least} to {most}.");
    }

    public static string? ReadText(IQueryCollection query, string name) => query[name] switch
    {
        [] => null,
        [var value] => value ?? "",
        _ => throw Refuse($"{name} must be given once."),
    };

    /// <summary>Where the page before ended; null for the first page.</summary>
    public static T? ReadCursor<T>(IQueryCollection query) where T : class
    {
        if (ReadText(query, "cursor") is not { } cursor) return null;
        try
        {
            var position = JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(cursor));
            if (position is not null && WriteCursor(position) == cursor) return position;
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            // Whatever it was, we did not give it out.
        }

        throw Refuse("cursor must be the \"next\" of an earlier page.");
    }

    /// <summary>A cursor has values of the last row: what was deleted or added before it does not matter.</summary>
    public static string WriteCursor(object position) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(position));

    private static Problem Refuse(string title) => new(StatusCodes.Status400BadRequest, title);
}
