namespace Identity.Server.Database.PrivateCluster;

/// <summary>How a private cluster differs from PostgreSQL's own defaults; the defaults here change nothing.</summary>
internal sealed record PostgresClusterSettings
{
    /// <summary>Whether a commit survives the loss of power. Tests that throw their cluster away turn it off.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>TCP on 127.0.0.1 with a password instead of a unix socket: what Windows needs.</summary>
    public bool Loopback { get; init; } = OperatingSystem.IsWindows();

    /// <summary>Further parameters of postgresql.conf by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where to look for PostgreSQL's programs; null is everywhere they are usually installed.</summary>
    public IReadOnlyList<string>? BinaryFolders { get; init; }
}
