using System.Text.Json;

namespace Shortener.Links;

public record JournalEntry(Link? Link = null, string? Deleted = null, string? Clicked = null, int Count = 0);

/// <summary>A file with one change a line. What was appended survives the process.</summary>
public class LinkJournal(string path)
{
    private readonly Lock appending = new();

    public IEnumerable<JournalEntry> Read() => File.Exists(path) ? File.ReadLines(path).Select(Parse).OfType<JournalEntry>() : [];

    public void Append(params IEnumerable<JournalEntry> entries)
    {
        var lines = entries.Select(entry => JsonSerializer.Serialize(entry)).ToList();
        lock (appending) File.AppendAllLines(path, lines);
    }

    /// <summary>Half a line is what was written when the process was killed; nobody was told that it was saved.</summary>
    private static JournalEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalEntry>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
