namespace TodoApi;

public sealed record Todo(
    int Id,
    string Title,
    string Notes,
    bool Done,
    string? DueOn,
    int MinutesSpent,
    int Version,
    DateTime CreatedAt,
    DateTime UpdatedAt);

/// <param name="Next">Where the next page begins; null on the last one.</param>
public sealed record TodoPage(IReadOnlyList<Todo> Items, string? Next);
