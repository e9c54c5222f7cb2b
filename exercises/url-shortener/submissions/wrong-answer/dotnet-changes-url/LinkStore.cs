using System.Security.Cryptography;
using Dapper;
using Microsoft.Data.Sqlite;

namespace UrlShortener;

/// <summary>Links in an SQLite file. Every change is one statement, so callers cannot come between reading and writing.</summary>
public sealed class LinkStore
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int CodeLength = 7;
    private const string Columns = "code, url, clicks, created_at AS createdAt, expires_at AS expiresAt";

    private readonly string connectionString;

    private LinkStore(string path) => connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ToString();

    public static LinkStore Open(string path)
    {
        var store = new LinkStore(path);
        using var connection = store.Connect();
        connection.Execute("""
            PRAGMA journal_mode = WAL;
            CREATE TABLE IF NOT EXISTS links (
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              code TEXT NOT NULL UNIQUE,
              url TEXT NOT NULL,
              clicks INTEGER NOT NULL DEFAULT 0,
              created_at TEXT NOT NULL,
              expires_at TEXT
            );
            """);
        return store;
    }

    /// <summary>The new link; null when the alias is in use.</summary>
    public Link? Create(NewLink link)
    {
        var now = DateTime.UtcNow;
        using var connection = Connect();
        while (true)
        {
            var created = connection.QuerySingleOrDefault<Link>($"""
                INSERT INTO links (code, url, created_at, expires_at) VALUES (@code, @url, @createdAt, @expiresAt)
                ON CONFLICT (code) DO NOTHING RETURNING {Columns}
                """, new
            {
                code = link.Alias ?? RandomNumberGenerator.GetString(Alphabet, CodeLength),
                url = link.Url,
                createdAt = Link.ToText(now),
                expiresAt = link.ExpiresInSeconds is { } seconds ? Link.ToText(now.AddSeconds(seconds)) : null,
            });
            if (created is not null || link.Alias is not null) return created;
        }
    }

    public Link? Find(string code)
    {
        using var connection = Connect();
        return connection.QuerySingleOrDefault<Link>($"SELECT {Columns} FROM links WHERE code = @code", new { code });
    }

    /// <summary>Where a visitor is sent on to, and one click more; null when there is no such link, or it is expired.</summary>
    public string? Visit(string code)
    {
        using var connection = Connect();
        return connection.QuerySingleOrDefault<string>(
            "UPDATE links SET clicks = clicks + 1 WHERE code = @code AND (expires_at IS NULL OR expires_at > @now) RETURNING url",
            new { code, now = Link.ToText(DateTime.UtcNow) });
    }

    /// <summary>Whether there was something to remove.</summary>
    public bool Remove(string code)
    {
        using var connection = Connect();
        return connection.Execute("DELETE FROM links WHERE code = @code", new { code }) == 1;
    }

    public LinkList List(int limit, int offset)
    {
        using var connection = Connect();
        var items = connection.Query<Link>($"SELECT {Columns} FROM links ORDER BY id DESC LIMIT @limit OFFSET @offset", new { limit, offset });
        return new LinkList(items.AsList(), connection.ExecuteScalar<long>("SELECT count(*) FROM links"));
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }
}
