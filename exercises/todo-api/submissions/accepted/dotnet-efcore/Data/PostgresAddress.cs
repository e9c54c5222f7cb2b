using Npgsql;

namespace Todos.Data;

public static class PostgresAddress
{
    /// <summary>Npgsql knows key=value pairs only, not postgresql:// addresses.</summary>
    public static string ToConnectionString(string address)
    {
        var uri = new Uri(address);
        var login = uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port,
            Username = login[0],
            Password = login[1],
            Database = uri.AbsolutePath.Trim('/'),
            MaxPoolSize = 15,
            Timeout = 5,
            CommandTimeout = 5,
        }.ToString();
    }
}
