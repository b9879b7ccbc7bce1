using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Identity.Server.Database;

/// <summary>Tells the faults that are to be expected, a database that is away or a name that is taken, from statements that are wrong.</summary>
internal static class DatabaseFaults
{
    /// <summary>Somebody else wrote a row of this name first: of several in a race, the database lets one through.</summary>
    public static bool IsTaken(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>It passes by itself.</summary>
    public static bool IsAway(Exception? exception) =>
        exception switch
        {
            null => false,
            // Class 08 connection, 40 a deadlock's victim, 53 resources, 57 operator intervention (PostgreSQL documentation,
            // appendix A); 25006: a standby.
            PostgresException { SqlState: var state } => state[..2] is "08" or "40" or "53" or "57" || state == "25006",
            NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is not null and not PostgresException,
            SocketException or TimeoutException => true,
            _ => IsAway(exception.InnerException),
        };
}
