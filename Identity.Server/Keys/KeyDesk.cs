using Identity.Jose;
using Identity.Server.Database;
using Identity.Server.Keys.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Identity.Server.Keys;

/// <summary>A published key as those who run the server see it.</summary>
/// <param name="RetiredAt">When it stops, or has stopped, to sign; null while no other has been made that takes its place.</param>
/// <param name="NextRotationAt">When another takes its place, be that made already or not; null for one that has stopped, and for those that stay.</param>
internal sealed record ListedKey(
    string KeyId,
    string Algorithm,
    int Generation,
    bool IsForEncryption,
    KeyState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset ActiveAt,
    DateTimeOffset? RetiredAt,
    DateTimeOffset? NextRotationAt
);

/// <summary>What came of an order about one key.</summary>
internal enum KeyOrder
{
    Done,
    NoSuchKey,

    /// <summary>Its state does not allow it, or it is a key for encryption, which are not changed.</summary>
    NotPossible,
}

/// <summary>What those who run the server see of its keys, and do with them beside letting them be.</summary>
internal sealed class KeyDesk(
    SigningKeys signing,
    IDbContextFactory<ServerDbContext> contexts,
    IOptions<KeyOptions> options,
    TimeProvider clock
)
{
    /// <summary>Every published key: of each algorithm the newest last.</summary>
    public async Task<IReadOnlyList<ListedKey>> ListAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var signs = await context.Set<SigningKeyRow>().AsNoTracking().ToListAsync(ct);
        var decrypts = await context.Set<EncryptionKeyRow>().AsNoTracking().ToListAsync(ct);
        var now = clock.GetUtcNow();
        return
        [
            .. signs
                .Select(row => Show(row, row.SupersededAt(signs), now))
                .Concat(decrypts.Select(Show))
                .OrderBy(key => key.Algorithm, StringComparer.Ordinal)
                .ThenBy(key => key.Generation),
        ];
    }

    /// <summary>Makes the next key of an algorithm, or of each.</summary>
    /// <param name="atOnce">Whether it signs at once, for keys that may have leaked; otherwise caches of the key set are given time to see it.</param>
    /// <returns>How many were made: none where there is no key of that algorithm.</returns>
    public Task<int> RotateAsync(JwsAlgorithm? only, bool atOnce, CancellationToken ct)
    {
        // A minute more than a cache may be old: it may have asked a node that heard of the keys a moment late.
        var announced = options.Value.CacheFor + TimeSpan.FromMinutes(1);
        return signing.RotateAsync(atOnce ? TimeSpan.Zero : announced, only, ct);
    }

    /// <summary>Has the key that signs be followed at once by another. What it signed is believed as long as it lives.</summary>
    public async Task<KeyOrder> RetireAsync(string keyId, CancellationToken ct)
    {
        await signing.ReloadAsync(ct);
        if (signing.Ring.Keys.FirstOrDefault(one => one.Key.KeyId == keyId) is not { } key)
            return await ElsewhereAsync(keyId, ct);
        if (key.StateAt(clock.GetUtcNow()) != KeyState.Active)
            return KeyOrder.NotPossible;
        // At this moment another node may announce a successor, which comes later: then once more.
        while (await signing.RotateAsync(TimeSpan.Zero, key.Key.Algorithm, ct) == 0) { }
        return KeyOrder.Done;
    }

    /// <summary>Takes a key that does not sign out of the key set. What it signed is worth nothing from now on.</summary>
    public async Task<KeyOrder> WithdrawAsync(string keyId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(ct);
        var all = context.Set<SigningKeyRow>();
        var withdrawn = await all.Where(row =>
                row.KeyId == keyId
                && (
                    row.ActiveAt > now
                    || all.Any(later =>
                        later.Algorithm == row.Algorithm && later.Generation > row.Generation && later.ActiveAt <= now
                    )
                )
            )
            .ExecuteDeleteAsync(ct);
        if (withdrawn == 0)
        {
            return await all.AnyAsync(row => row.KeyId == keyId, ct)
                ? KeyOrder.NotPossible
                : await ElsewhereAsync(keyId, ct);
        }
        await signing.ReloadAsync(ct);
        return KeyOrder.Done;
    }

    private async Task<KeyOrder> ElsewhereAsync(string keyId, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.Set<EncryptionKeyRow>().AnyAsync(row => row.KeyId == keyId, ct)
            ? KeyOrder.NotPossible
            : KeyOrder.NoSuchKey;
    }

    private ListedKey Show(SigningKeyRow row, DateTimeOffset? superseded, DateTimeOffset now)
    {
        var state = KeyStates.At(now, row.ActiveAt, superseded);
        return new ListedKey(
            row.KeyId,
            row.Algorithm,
            row.Generation,
            IsForEncryption: false,
            state,
            row.CreatedAt,
            row.ActiveAt,
            superseded,
            state == KeyState.Retired ? null : superseded ?? row.ActiveAt + options.Value.ActiveFor
        );
    }

    private static ListedKey Show(EncryptionKeyRow row) =>
        new(
            row.KeyId,
            row.Algorithm,
            row.Generation,
            IsForEncryption: true,
            KeyState.Active,
            row.CreatedAt,
            row.CreatedAt,
            RetiredAt: null,
            NextRotationAt: null
        );
}
