using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Todos.Models;

public record PageRequest(int Limit, int After, bool? Done, string? Search)
{
    public static bool TryRead(IQueryCollection query, [NotNullWhen(true)] out PageRequest? page)
    {
        page = null;
        var limit = 20;
        var after = 0;
        bool? done = null;
        if (query.TryGetValue("limit", out var limitText) && (!TryParse(limitText, out limit) || limit is < 1 or > 100)) return false;
        if (query.TryGetValue("cursor", out var cursor) && !TryReadCursor(cursor.ToString(), out after)) return false;
        if (query.TryGetValue("done", out var doneText))
        {
            if (doneText.ToString() is not ("true" or "false")) return false;
            done = doneText == "true";
        }

        var search = query.TryGetValue("search", out var searchText) ? searchText.ToString() : null;
        if (search?.Contains('\0') == true) return false;
        page = new PageRequest(limit, after, done, search);
        return true;
    }

    public static string CursorAfter(Todo todo) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"after {todo.Id}"));

    private static bool TryReadCursor(string cursor, out int after)
    {
        after = 0;
        if (!Base64Url.IsValid(cursor)) return false;
        var text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor));
        return text.StartsWith("after ") && TryParse(text["after ".Length..], out after) && after > 0;
    }

    private static bool TryParse(string? text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
