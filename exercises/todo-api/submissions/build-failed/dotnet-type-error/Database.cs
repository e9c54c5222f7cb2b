using Npgsql;

namespace TodoApi;

public static class Database
{
    /// <summary>How long a caller waits for the database. The driver takes longer: it tries to cancel what is late.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2.5);

    /// <summary>A pool of connections to the database at a postgresql:// address.</summary>
    public static NpgsqlDataSource CreateDataSource(string? address)
    {
        var uri = new Uri(address ?? throw new InvalidOperationException("DATABASE_URL is not set."));
        var login = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.IsDefaultPort ? 5432 : uri.Port,
            Username = Uri.UnescapeDataString(login[0]),
            Password = Uri.UnescapeDataString(login.ElementAtOrDefault(1) ?? ""),
            Database = uri.AbsolutePath.TrimStart('/'),
            MaxPoolSize = 10,
            Timeout = 2,
            CommandTimeout = 2,
        };
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>Whether the database is stopped, starting, frozen or full: no mistake of the caller, and likely over soon.</summary>
    public static bool IsAway(Exception exception) => exception switch
    {
        // 08, 53 and 57 are the server saying that it cannot now.
        PostgresException error => error.SqlState[..2] is "08" or "53" or "57",
        NpgsqlException or TimeoutException => true,
        _ => false,
    };
}
