using System.Collections.Frozen;
using Npgsql;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>An address of the account API: the route, and the profile it belongs to.</summary>
internal sealed record ServedRoute(AccountProfile Profile, ProfileRoute Route);

/// <summary>Every profile, in memory and immutable; replaced whole within a moment of a change on any node.</summary>
internal sealed partial class AccountProfileCatalog(NpgsqlDataSource database, ILogger<AccountProfileCatalog> logger)
    : IDisposable
{
    public const string Channel = "identity_account_profiles";

    private const string All = "SELECT name, document FROM account_profiles ORDER BY name";

    private readonly SemaphoreSlim _loading = new(1);
    private volatile Snapshot _snapshot = new([], FrozenDictionary<string, ServedRoute[]>.Empty);

    public IReadOnlyList<AccountProfile> Profiles => _snapshot.Profiles;

    /// <returns>What is served at a path, a route for each method; empty where nothing is.</returns>
    public IReadOnlyList<ServedRoute> At(string path) => _snapshot.Routes.GetValueOrDefault(path) ?? [];

    /// <summary>Reads everything again, one reading after the other: an older one never replaces a newer.</summary>
    public async Task ReloadAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            var profiles = new List<AccountProfile>();
            await using var command = database.CreateCommand(All);
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
            {
                // One that a newer version has written is not served by this one; the others are.
                var (profile, problems) = ProfileReader.Read(rows.GetString(1));
                if (profile is not null)
                    profiles.Add(profile);
                else
                    Unreadable(rows.GetString(0), problems[0]);
            }
            _snapshot = new Snapshot(profiles, RoutesOf(profiles));
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private static FrozenDictionary<string, ServedRoute[]> RoutesOf(List<AccountProfile> profiles) =>
        profiles
            .SelectMany(profile => profile.Routes.Select(route => new ServedRoute(profile, route)))
            .GroupBy(served => served.Route.Path, StringComparer.Ordinal)
            .ToFrozenDictionary(
                path => path.Key,
                path => path.DistinctBy(served => served.Route.Method, StringComparer.Ordinal).ToArray(),
                StringComparer.Ordinal
            );

    private sealed record Snapshot(
        IReadOnlyList<AccountProfile> Profiles,
        FrozenDictionary<string, ServedRoute[]> Routes
    );

    [LoggerMessage(LogLevel.Error, "The account profile {Name} cannot be read and is not served: {Problem}")]
    private partial void Unreadable(string name, string problem);
}
