using System.Security.Cryptography;

namespace UrlShortener;

public sealed class LinkStore
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly Lock gate = new();
    private readonly List<Link> links = [];

    public Link? Create(NewLink link)
    {
        lock (gate)
        {
            var code = link.Alias ?? RandomNumberGenerator.GetString(Alphabet, 7);
            if (Find(code) is not null) return null;
            var now = DateTime.UtcNow;
            var expiresAt = link.ExpiresInSeconds is { } seconds ? Link.ToText(now.AddSeconds(seconds)) : null;
            links.Add(new Link(code, link.Url, 0, Link.ToText(now), expiresAt));
            return links[^1];
        }
    }

    public Link? Find(string code)
    {
        lock (gate) return links.Find(link => link.Code == code);
    }

    public string? Visit(string code)
    {
        lock (gate)
        {
            var index = links.FindIndex(link => link.Code == code);
            if (index < 0 || string.CompareOrdinal(links[index].ExpiresAt ?? "~", Link.ToText(DateTime.UtcNow)) <= 0) return null;
            links[index] = links[index] with { Clicks = links[index].Clicks + 1 };
            return links[index].Url;
        }
    }

    public bool Remove(string code)
    {
        lock (gate) return links.RemoveAll(link => link.Code == code) > 0;
    }

    public LinkList List(int limit, int offset)
    {
        lock (gate) return new LinkList(Enumerable.Reverse(links).Skip(offset).Take(limit).ToList(), links.Count);
    }
}
