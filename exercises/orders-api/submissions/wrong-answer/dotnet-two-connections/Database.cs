using System.Net.Sockets;
using MySqlConnector;

namespace OrdersApi;

/// <summary>Lends connections of a pool. Nobody waits without end: neither for a connection nor for an answer on it.</summary>
public sealed class Database(MySqlDataSource dataSource)
{
    private const int Attempts = 8;
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2.5);

    /// <summary>The database at a mysql:// address.</summary>
    public static Database At(string? address)
    {
        var uri = new Uri(address ?? throw new InvalidOperationException("DATABASE_URL is not set."));
        var login = uri.UserInfo.Split(':', 2);
        var settings = new MySqlConnectionStringBuilder
        {
            Server = uri.Host,
            Port = uri.IsDefaultPort ? 3306 : (uint)uri.Port,
            UserID = Uri.UnescapeDataString(login[0]),
            Password = Uri.UnescapeDataString(login.ElementAtOrDefault(1) ?? ""),
            Database = uri.AbsolutePath.TrimStart('/'),
            SslMode = MySqlSslMode.Disabled,
            MaximumPoolSize = 10,
            ConnectionTimeout = 2,
            DefaultCommandTimeout = 2,
            CancellationTimeout = -1, // Does not ask a server that is late to stop, but hangs up.
            IgnoreCommandTransaction = true, // A statement belongs to the transaction of its connection, unsaid.
        };
        return new Database(new MySqlDataSource(settings.ToString()));
    }

    /// <summary>The database is stopped, starting, frozen or full: no mistake of the caller, and likely over soon.</summary>
    public static bool IsAway(Exception exception) => exception switch
    {
        // Without a state it is the driver that speaks; with 08 or 70 the server says that it cannot now.
        MySqlException error => error.SqlState is null || error.SqlState[..2] is "08" or "70",
        // What breaks while a transaction begins is told as the socket has it.
        SocketException or IOException or MySqlProtocolException or TimeoutException => true,
        _ => false,
    };

    public Task<T> AskAsync<T>(Func<MySqlConnection, Task<T>> ask)
    {
        return AskInTurnAsync().WaitAsync(LongestAnswer);

        async Task<T> AskInTurnAsync()
        {
            await using var connection = await dataSource.OpenConnectionAsync();
            return await ask(connection);
        }
    }

    /// <summary>All that <paramref name="change"/> does, or nothing of it; begun anew when the server ended it for others.</summary>
    public Task<T> ChangeAsync<T>(Func<MySqlConnection, Task<T>> change) => AskAsync(async connection =>
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            try
            {
                var result = await change(connection);
                await transaction.CommitAsync();
                return result;
            }
            catch (MySqlException exception) when (attempt < Attempts && IsEndedForOthers(exception))
            {
                // Rolled back where it is disposed of.
            }
        }
    });

    /// <summary>A deadlock, or a row that was changed since it was read.</summary>
    private static bool IsEndedForOthers(MySqlException exception) => exception.Number is 1213 or 1020;
}
