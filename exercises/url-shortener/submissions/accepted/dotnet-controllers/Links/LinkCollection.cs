using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Shortener.Links;

/// <summary>All links in memory, the oldest first, and each change in the journal.</summary>
public class LinkCollection
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private readonly Lock changing = new();
    private readonly ConcurrentDictionary<string, Link> byCode = new();
    private readonly ConcurrentDictionary<string, int> unsavedClicks = new();
    private readonly List<Link> inOrder = [];
    private readonly LinkJournal journal;

    public LinkCollection(LinkJournal journal)
    {
        this.journal = journal;
        foreach (var entry in journal.Read()) Apply(entry);
    }

    /// <summary>Null when the alias is in use.</summary>
    public Link? Add(NewLink request)
    {
        lock (changing)
        {
            var code = request.Alias ?? MakeCode();
            if (byCode.ContainsKey(code)) return null;
            var now = DateTime.UtcNow;
            var link = new Link { Code = code, Url = request.Url, CreatedAt = now, ExpiresAt = request.ExpiresInSeconds is { } seconds ? now.AddSeconds(seconds) : null };
            var entry = new JournalEntry(Link: link);
            journal.Append(entry);
            Apply(entry);
            return link;
        }
    }

    public Link? Find(string code) => byCode.GetValueOrDefault(code);

    public void Click(Link link)
    {
        link.AddClicks(1);
        unsavedClicks.AddOrUpdate(link.Code, 1, (_, count) => count + 1);
    }

    public bool Remove(string code)
    {
        lock (changing)
        {
            if (!byCode.ContainsKey(code)) return false;
            SaveClicks();
            var entry = new JournalEntry(Deleted: code);
            journal.Append(entry);
            Apply(entry);
            return true;
        }
    }

    public (List<Link> Items, int Total) List(int limit, int offset)
    {
        lock (changing)
        {
            return (Enumerable.Reverse(inOrder).Skip(offset).Take(limit).ToList(), inOrder.Count);
        }
    }

    public void SaveClicks()
    {
        var entries = new List<JournalEntry>();
        foreach (var code in unsavedClicks.Keys)
        {
            if (unsavedClicks.TryRemove(code, out var count)) entries.Add(new JournalEntry(Clicked: code, Count: count));
        }

        if (entries.Count > 0) journal.Append(entries);
    }

    private void Apply(JournalEntry entry)
    {
        if (entry.Link is { } link)
        {
            byCode[link.Code] = link;
            inOrder.Add(link);
        }
        else if (entry.Deleted is { } code && byCode.TryRemove(code, out var gone))
        {
            inOrder.Remove(gone);
        }
        else if (entry.Clicked is { } clicked && byCode.TryGetValue(clicked, out var counted))
        {
            counted.AddClicks(entry.Count);
        }
    }

    private string MakeCode()
    {
        string code;
        do code = RandomNumberGenerator.GetString(Alphabet, 8);
        while (byCode.ContainsKey(code));
        return code;
    }
}
