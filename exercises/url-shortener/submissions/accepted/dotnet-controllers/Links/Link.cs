using System.Text.Json.Serialization;

namespace Shortener.Links;

public class Link
{
    private int clicks;

    public required string Code { get; init; }

    public required string Url { get; init; }

    public int Clicks
    {
        get => clicks;
        init => clicks = value;
    }

    public required DateTime CreatedAt { get; init; }

    public DateTime? ExpiresAt { get; init; }

    [JsonIgnore]
    public bool IsExpired => ExpiresAt <= DateTime.UtcNow;

    public void AddClicks(int count) => Interlocked.Add(ref clicks, count);
}
