namespace TodoApi;

public record Todo(int Id, string Title, string Notes, bool Done, string? DueOn, int MinutesSpent, int Version, DateTime CreatedAt, DateTime UpdatedAt);
