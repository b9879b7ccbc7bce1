using System.Net.Sockets;
using Npgsql;

namespace Identity.Server.Database;

/// <summary>Tells a database that is away, which passes by itself, from a statement that is wrong, which does not.</summary>
internal static class DatabaseFaults
{
    public static bool IsAway(Exception? exception) =>
        exception switch
        {
            null => false,
            // Class 08 connection, 53 resources, 57 operator intervention (PostgreSQL documentation, appendix A); 25006: a standby.
            PostgresException { SqlState: var state } => state[..2] is "08" or "53" or "57" || state == "25006",
            NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is not null and not PostgresException,
            SocketException or TimeoutException => true,
            _ => IsAway(exception.InnerException),
        };
}
