using System.Net.Sockets;
using System.Security.Authentication;
using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Commands.Doctor;

/// <summary>Puts what was thrown into the words of an operator.</summary>
internal static class Faulted
{
    public static string Describe(Exception e) =>
        e switch
        {
            PostgresException postgres => $"The database refused: {postgres.MessageText} ({postgres.SqlState}).",
            NpgsqlException { InnerException: { } inner } => Describe(inner),
            _ => e.Message.ReplaceLineEndings(" "),
        };

    /// <summary>Why a database could not be reached, and what to do.</summary>
    public static (string Said, string Cure) OfConnection(Exception e, string where) =>
        e switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } => (
                $"{where}: the password is wrong, or the user does not exist.",
                $"Correct user and password in {DatabaseHome.Setting}; the table of sources above says where it comes from."
            ),
            PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } refused => (
                $"{where}: {refused.MessageText}.",
                "Let this user in from this machine (pg_hba.conf, or the host's list of allowed addresses), with TLS if asked for: sslmode=require."
            ),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => (
                $"{where}: the server answers, but has no such database.",
                $"Create it (createdb), or correct the name in {DatabaseHome.Setting}; then run `identity migrate`."
            ),
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => (
                $"{where}: every connection of the server is taken.",
                "Lower Database:MaximumPoolSize on the nodes, raise max_connections, or put a pooler in front."
            ),
            PostgresException postgres => (
                $"{where}: {postgres.MessageText} ({postgres.SqlState}).",
                "The database server itself said so: its log says more."
            ),
            InvalidOperationException { InnerException: null } => (
                e.Message,
                $"Correct the setting; see `identity settings`."
            ),
            _ => OfNetwork(e, where),
        };

    private static (string Said, string Cure) OfNetwork(Exception e, string where) =>
        Innermost<SocketException>(e) is { } socket ? OfSocket(socket, where)
        : Innermost<AuthenticationException>(e) is { } tls
            ? (
                $"{where}: TLS failed: {tls.Message}",
                "Give the certificate's authority as sslrootcert, or name the host as its certificate does; sslmode says how much is checked."
            )
        : e.Message.Contains("SSL", StringComparison.Ordinal)
            ? (
                $"{where}: {e.Message}",
                "The server offers no TLS: turn it on there (ssl = on), or ask for less with sslmode=prefer."
            )
        : Innermost<TimeoutException>(e) is not null
            ? ($"{where}: no answer in time.", "Check the address, and that no firewall drops the packets.")
        : ($"{where}: {Describe(e)}", "Check that PostgreSQL is what listens there.");

    private static (string Said, string Cure) OfSocket(SocketException socket, string where) =>
        socket.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => (
                $"{where}: the name of the host is not known.",
                $"Correct the host in {DatabaseHome.Setting}, or this machine's DNS."
            ),
            SocketError.ConnectionRefused => (
                $"{where}: nothing listens there.",
                "Start PostgreSQL, or correct host and port; it must listen on that address (listen_addresses)."
            ),
            _ => ($"{where}: {socket.Message}.", "Check address, network and firewall."),
        };

    private static T? Innermost<T>(Exception? e)
        where T : Exception => e is null ? null : e as T ?? Innermost<T>(e.InnerException);
}
