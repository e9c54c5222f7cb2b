using System.Globalization;

namespace UrlShortener;

public sealed record Link(string Code, string Url, long Clicks, string CreatedAt, string? ExpiresAt)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Texts of this form sort as the times do.</summary>
    public static string ToText(DateTime time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture);
}

public sealed record NewLink(string Url, string? Alias, int? ExpiresInSeconds);

public sealed record LinkList(IReadOnlyList<Link> Items, long Total);
