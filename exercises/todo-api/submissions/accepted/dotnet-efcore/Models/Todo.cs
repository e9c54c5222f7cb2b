namespace Todos.Models;

public class Todo
{
    public int Id { get; set; }

    public required string Title { get; set; }

    public string Notes { get; set; } = "";

    public bool Done { get; set; }

    public DateOnly? DueOn { get; set; }

    public int MinutesSpent { get; set; }

    public int Version { get; set; } = 1;

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }
}
