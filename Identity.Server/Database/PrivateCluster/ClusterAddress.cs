using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Identity.Server.Database.PrivateCluster;

/// <summary>Where the cluster answers, for as long as our process lives: a unix socket, or a loopback port with a password.</summary>
/// <remarks>There is a folder for the socket, or a password for the port.</remarks>
internal sealed record ClusterAddress(string? SocketFolder, int Port, string? Password)
{
    public const string User = "identity";

    // Part of the socket's name; nobody else can be in its folder.
    private const int SocketPort = 5432;

    public static async Task<ClusterAddress> ChooseAsync(ClusterHome home, bool loopback, CancellationToken ct) =>
        loopback
            ? new ClusterAddress(null, FreePort(), await File.ReadAllTextAsync(home.Password, ct))
            : new ClusterAddress(await PrivateCluster.SocketFolder.MakeAsync(home, ct), SocketPort, null);

    /// <summary>Where a running cluster answers, read from the file that its postmaster keeps; null where it keeps none.</summary>
    public static async Task<ClusterAddress?> FindAsync(ClusterHome home, CancellationToken ct)
    {
        const int PortLine = 3;
        const int SocketLine = 4;

        var file = Path.Combine(home.Tables, "postmaster.pid");
        if (!File.Exists(file))
            return null;
        var lines = await File.ReadAllLinesAsync(file, ct);
        if (lines.Length <= SocketLine)
            return null;
        var port = int.Parse(lines[PortLine], CultureInfo.InvariantCulture);
        return lines[SocketLine] is { Length: > 0 } socketFolder
            ? new ClusterAddress(socketFolder, port, null)
            : new ClusterAddress(null, port, await File.ReadAllTextAsync(home.Password, ct));
    }

    /// <summary>The parameters that make the server listen here and nowhere else.</summary>
    public IEnumerable<KeyValuePair<string, string>> Parameters =>
        [
            new("port", Port.ToString(CultureInfo.InvariantCulture)),
            new("listen_addresses", SocketFolder is null ? "127.0.0.1" : ""),
            new("unix_socket_directories", SocketFolder ?? ""),
            new("unix_socket_permissions", "0700"),
        ];

    public string ConnectionString(string database) => Builder(database).ConnectionString;

    /// <summary>For the few connections that we make ourselves and must not keep.</summary>
    public string UnpooledConnectionString(string database)
    {
        var builder = Builder(database);
        builder.Pooling = false;
        return builder.ConnectionString;
    }

    public override string ToString() => SocketFolder ?? $"127.0.0.1:{Port}";

    // Nothing leaves the machine: neither TLS nor Kerberos has anything to add, and asking for them costs round trips.
    private NpgsqlConnectionStringBuilder Builder(string database) =>
        new()
        {
            Host = SocketFolder ?? "127.0.0.1",
            Port = Port,
            Database = database,
            Username = User,
            Password = Password,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
