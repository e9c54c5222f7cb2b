namespace TodoApi;

public class Todo
{
    public int Id { get; set; }

    public string Title { get; set; } = "";

    public string Notes { get; set; } = "";

    public bool Done { get; set; }

    public DateOnly? DueOn { get; set; }

    public int MinutesSpent { get; set; }

    public int Version { get; set; } = 1;

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }

    /// <summary>PostgreSQL keeps microseconds.</summary>
    public static DateTime Now() => new(DateTime.UtcNow.Ticks / 10 * 10, DateTimeKind.Utc);
}

public record TodoPage(IReadOnlyList<Todo> Items, string? Next);
