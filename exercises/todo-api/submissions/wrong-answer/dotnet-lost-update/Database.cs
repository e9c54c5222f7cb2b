using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace TodoApi;

public class Database(DbContextOptions<Database> options) : DbContext(options)
{
    public DbSet<Todo> Todos => Set<Todo>();

    public static string ToConnectionString(string address)
    {
        var uri = new Uri(address);
        var login = uri.UserInfo.Split(':');
        return $"Host={uri.Host};Port={uri.Port};Username={login[0]};Password={login[1]};Database={uri.AbsolutePath.TrimStart('/')};Maximum Pool Size=10;Timeout=1;Command Timeout=1";
    }

    public static bool IsAway(Exception exception) => exception switch
    {
        PostgresException error => error.SqlState[..2] is "08" or "53" or "57",
        NpgsqlException or TimeoutException => true,
        { InnerException: { } inner } => IsAway(inner),
        _ => false,
    };
}
