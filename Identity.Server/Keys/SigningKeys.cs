using Identity.Jose;
using Identity.Server.Database;
using Identity.Server.Database.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Identity.Server.Keys;

/// <summary>What one round of key keeping did.</summary>
internal sealed record KeysKept(int Announced, int Removed);

/// <summary>The server's signing keys: made, announced, active, retired; the same on every node.</summary>
internal sealed partial class SigningKeys(
    IDbContextFactory<ServerDbContext> contexts,
    MasterKey master,
    IOptions<KeyOptions> options,
    TimeProvider clock,
    ILogger<SigningKeys> logger
) : IDisposable
{
    public const string Channel = "identity_signing_keys";

    /// <summary>What every server signs with, whether an API asks for it or not.</summary>
    private static readonly JwsAlgorithm[] Always = [JwsAlgorithm.RS256, JwsAlgorithm.ES256];
    private static readonly TimeSpan ShortestReload = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _loading = new(1);
    private readonly Lock _asking = new();
    private volatile KeyRing _ring = KeyRing.Empty;
    private DateTimeOffset _askedAt = DateTimeOffset.UnixEpoch;
    private Task _asked = Task.CompletedTask;

    public KeyRing Ring
    {
        get => _ring;
        init => _ring = value;
    }

    public SigningKey Active(JwsAlgorithm algorithm) => _ring.Active(algorithm, clock.GetUtcNow());

    /// <summary>Reads the keys again; those already in memory keep their imported form.</summary>
    public async Task ReloadAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(ct);
            var rows = await context.Set<SigningKeyRow>().AsNoTracking().OrderBy(row => row.Generation).ToListAsync(ct);
            var known = _ring.Keys.ToDictionary(key => key.Key.KeyId!, key => key.Key, StringComparer.Ordinal);
            _ring = new KeyRing([.. rows.Select(row => Revive(row, rows, known))]);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Reads the keys again because a token names one that is not known here; at most once a second.</summary>
    /// <remarks>
    /// Only a reading that began afterwards can have seen the key. Who asks too soon after another waits for the next one, and
    /// shares it with all others who do: nobody is refused for having asked second, and made-up keys cost a query a second.
    /// </remarks>
    public async Task ReloadForUnknownKeyAsync(CancellationToken ct)
    {
        Task asked;
        lock (_asking)
        {
            var now = clock.GetUtcNow();
            if (_askedAt <= now)
            {
                var due = _askedAt + ShortestReload;
                _askedAt = due > now ? due : now;
                _asked = ReloadAfterAsync(_askedAt - now);
            }
            asked = _asked;
        }
        // Not the first caller's own token: others wait for the same answer.
        await asked.WaitAsync(ct);
    }

    /// <summary>Makes sure that something can be signed with the algorithm, now.</summary>
    public async Task EnsureAsync(JwsAlgorithm algorithm, CancellationToken ct)
    {
        if (_ring.Algorithms.Contains(algorithm))
            return;
        // A command has looked at no key yet, where the servers beside it have them all.
        await ReloadAsync(ct);
        if (_ring.Algorithms.Contains(algorithm))
            return;
        await PlantAsync(algorithm, generation: 1, clock.GetUtcNow(), ct);
        await ReloadAsync(ct);
    }

    /// <summary>Makes the keys that every server has, where this is the first start.</summary>
    public async Task EnsureAsync(CancellationToken ct)
    {
        await ReloadAsync(ct);
        foreach (var algorithm in Always)
            await EnsureAsync(algorithm, ct);
    }

    /// <summary>Gives each algorithm its next key.</summary>
    /// <param name="activeIn">How long the new keys are announced first; zero when the old ones may have leaked.</param>
    public Task<int> RotateAsync(TimeSpan activeIn, CancellationToken ct) => RotateAsync(activeIn, only: null, ct);

    /// <summary>Gives one algorithm, or each, its next key.</summary>
    /// <inheritdoc cref="RotateAsync(TimeSpan, CancellationToken)" path="/param"/>
    /// <param name="only">The algorithm; null for each.</param>
    public async Task<int> RotateAsync(TimeSpan activeIn, JwsAlgorithm? only, CancellationToken ct)
    {
        await ReloadAsync(ct);
        var planted = 0;
        foreach (var newest in Newest().Where(newest => only is null || newest.Key.Algorithm == only))
        {
            if (await PlantAsync(newest.Key.Algorithm, newest.Generation + 1, clock.GetUtcNow() + activeIn, ct))
                planted++;
        }

        await ReloadAsync(ct);
        return planted;
    }

    /// <summary>Announces the successor of each key that is near the end of its time, and forgets keys that nothing needs.</summary>
    public async Task<KeysKept> KeepAsync(CancellationToken ct)
    {
        await ReloadAsync(ct);
        var now = clock.GetUtcNow();
        var announced = 0;
        foreach (var newest in Newest())
        {
            var changeover = newest.ActiveAt + options.Value.ActiveFor;
            if (changeover - options.Value.AnnouncedFor > now)
                continue;
            // A server that was off when the successor was due still announces it for the whole time.
            var activeAt =
                changeover > now + options.Value.AnnouncedFor ? changeover : now + options.Value.AnnouncedFor;
            if (await PlantAsync(newest.Key.Algorithm, newest.Generation + 1, activeAt, ct))
                announced++;
        }

        var forgotten = _ring
            .Keys.Where(key => key.SupersededAt + options.Value.RetiredFor <= now)
            .Select(key => key.Key.KeyId!)
            .ToArray();
        await using var context = await contexts.CreateDbContextAsync(ct);
        var removed =
            forgotten.Length == 0
                ? 0
                : await context.Set<SigningKeyRow>().Where(row => forgotten.Contains(row.KeyId)).ExecuteDeleteAsync(ct);
        if (announced + removed > 0)
            await ReloadAsync(ct);
        return new KeysKept(announced, removed);
    }

    private async Task ReloadAfterAsync(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, CancellationToken.None);
        await ReloadAsync(CancellationToken.None);
    }

    private RingKey[] Newest() => [.. _ring.Keys.GroupBy(key => key.Key.Algorithm).Select(group => group.Last())];

    // The generation is unique within its algorithm: of several nodes that come here together, one plants.
    private async Task<bool> PlantAsync(
        JwsAlgorithm algorithm,
        int generation,
        DateTimeOffset activeAt,
        CancellationToken ct
    )
    {
        using var key = SigningKey.Create(algorithm);
        await using var context = await contexts.CreateDbContextAsync(ct);
        context.Add(
            new SigningKeyRow
            {
                KeyId = key.KeyId!,
                Algorithm = algorithm.Name,
                Generation = generation,
                SealedPrivateKey = master.Seal(key.ExportPkcs8(), NameOf(key.KeyId!)),
                CreatedAt = clock.GetUtcNow(),
                ActiveAt = activeAt,
            }
        );
        try
        {
            await context.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsTaken(e))
        {
            return false;
        }
        Planted(key.KeyId!, algorithm.Name, activeAt);
        return true;
    }

    private RingKey Revive(SigningKeyRow row, List<SigningKeyRow> all, Dictionary<string, SigningKey> known)
    {
        if (!JwsAlgorithm.TryParse(row.Algorithm, out var algorithm))
            throw new InvalidOperationException($"Signing key {row.KeyId} has the unknown algorithm {row.Algorithm}.");

        var key = known.GetValueOrDefault(row.KeyId);
        key ??= SigningKey.ImportPkcs8(algorithm, master.Unseal(row.SealedPrivateKey, NameOf(row.KeyId)), row.KeyId);
        return new RingKey(key, row.Generation, row.ActiveAt, row.SupersededAt(all));
    }

    public void Dispose() => _loading.Dispose();

    /// <summary>What its private part is sealed under.</summary>
    public static string NameOf(string keyId) => $"signing key {keyId}";

    [LoggerMessage(LogLevel.Information, "Signing key {KeyId} for {Algorithm} was made; it signs from {ActiveAt:O}")]
    private partial void Planted(string keyId, string algorithm, DateTimeOffset activeAt);
}
