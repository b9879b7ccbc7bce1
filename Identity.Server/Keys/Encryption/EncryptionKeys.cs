using Identity.Jose;
using Identity.Server.Database;
using Identity.Server.Database.Sealing;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Keys.Encryption;

/// <summary>The keys that clients encrypt to us with: made once for the server, the same on every node.</summary>
/// <remarks>OpenID Connect Core §10.2.</remarks>
internal sealed partial class EncryptionKeys(
    IDbContextFactory<ServerDbContext> contexts,
    MasterKey master,
    TimeProvider clock,
    ILogger<EncryptionKeys> logger
) : IDisposable
{
    public const string Channel = "identity_encryption_keys";

    /// <summary>What can be encrypted to us with: one algorithm for each kind of key.</summary>
    public static readonly JweAlgorithm[] Algorithms = [JweAlgorithm.RsaOaep256, JweAlgorithm.EcdhEs];

    private readonly SemaphoreSlim _loading = new(1);
    private volatile EncryptionRing _ring = new([]);

    public EncryptionRing Ring => _ring;

    /// <summary>Reads the keys again; those already in memory keep their imported form.</summary>
    public async Task ReloadAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(ct);
            var rows = await context
                .Set<EncryptionKeyRow>()
                .AsNoTracking()
                .OrderBy(row => row.Algorithm)
                .ThenByDescending(row => row.Generation)
                .ToListAsync(ct);
            var known = _ring.Keys.ToDictionary(key => key.KeyId!, StringComparer.Ordinal);
            _ring = new EncryptionRing([.. rows.Select(row => known.GetValueOrDefault(row.KeyId) ?? Revive(row))]);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Makes the keys that are not there, where this is the first start.</summary>
    public async Task EnsureAsync(CancellationToken ct)
    {
        await ReloadAsync(ct);
        var missing = Algorithms.Where(one => _ring.Keys.All(key => key.Algorithm != one)).ToArray();
        foreach (var algorithm in missing)
            await PlantAsync(algorithm, ct);
        if (missing.Length > 0)
            await ReloadAsync(ct);
    }

    public void Dispose() => _loading.Dispose();

    /// <summary>What its private part is sealed under.</summary>
    public static string NameOf(string keyId) => $"encryption key {keyId}";

    // The generation is unique within its algorithm: of several nodes that come here together, one plants.
    private async Task PlantAsync(JweAlgorithm algorithm, CancellationToken ct)
    {
        using var key = DecryptionKey.Create(algorithm);
        await using var context = await contexts.CreateDbContextAsync(ct);
        context.Add(
            new EncryptionKeyRow
            {
                KeyId = key.KeyId!,
                Algorithm = algorithm.Name,
                Generation = 1,
                SealedPrivateKey = master.Seal(key.ExportPkcs8(), NameOf(key.KeyId!)),
                CreatedAt = clock.GetUtcNow(),
            }
        );
        try
        {
            await context.SaveChangesAsync(ct);
            Planted(key.KeyId!, algorithm.Name);
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsTaken(e))
        {
            // Another node was quicker, and its key is the server's.
        }
    }

    private DecryptionKey Revive(EncryptionKeyRow row) =>
        JweAlgorithm.TryParse(row.Algorithm, out var algorithm)
            ? DecryptionKey.ImportPkcs8(algorithm, master.Unseal(row.SealedPrivateKey, NameOf(row.KeyId)), row.KeyId)
            : throw new InvalidOperationException(
                $"Encryption key {row.KeyId} has the unknown algorithm {row.Algorithm}."
            );

    [LoggerMessage(LogLevel.Information, "Encryption key {KeyId} for {Algorithm} was made")]
    private partial void Planted(string keyId, string algorithm);
}

/// <summary>Every encryption key of the server as one value: what decrypts, and what is published.</summary>
internal sealed class EncryptionRing(IReadOnlyList<DecryptionKey> keys)
{
    public IReadOnlyList<DecryptionKey> Keys { get; } = keys;

    public DecryptionKeys Decryption { get; } = new(keys);

    /// <summary>The public halves, for encryption and nothing else (RFC 7517 §4.2).</summary>
    public IEnumerable<Jwk> Published => Keys.Select(key => key.Encryption.ToJwk());
}
