using System.ComponentModel.DataAnnotations;

namespace TodoApi;

public class NewTodo
{
    [Required]
    [StringLength(200)]
    public string Title { get; set; } = "";

    [StringLength(10_000)]
    public string? Notes { get; set; }

    public bool Done { get; set; }

    public DateOnly? DueOn { get; set; }
}

public class TodoChange
{
    [StringLength(200, MinimumLength = 1)]
    public string? Title { get; set; }

    [StringLength(10_000)]
    public string? Notes { get; set; }

    public bool? Done { get; set; }

    public DateOnly? DueOn { get; set; }
}

public class TimeEntry
{
    [Range(1, 1440)]
    public int Minutes { get; set; }
}

public class TodoQuery
{
    [Range(1, 100)]
    public int Limit { get; set; } = 20;

    public int Cursor { get; set; }

    public bool? Done { get; set; }

    public string? Search { get; set; }
}
