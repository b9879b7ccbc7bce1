using Identity.Jose;
using Identity.Server.Audit;
using Identity.Server.Keys;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api;

/// <summary>The keys that tokens are signed with, and those that clients encrypt to us with.</summary>
internal sealed class KeyResource(KeyDesk keys, Changes changes) : IResource
{
    public string Tag => "Keys";

    public void Declare(Routes routes)
    {
        routes.List("/keys", Permission.KeysRead, "List the published keys", Listing.Plain, ListAsync);
        routes.Do<KeyRotation, Page<KeyAnswer>>(
            "/keys/rotations",
            Permission.KeysWrite,
            "Make the next key of an algorithm, or of each",
            StatusCodes.Status200OK,
            RotateAsync
        );
        routes.Do<KeyAnswer>(
            "/keys/{kid}/retirement",
            Permission.KeysWrite,
            "Have another key sign in the place of one, at once",
            StatusCodes.Status200OK,
            RetireAsync
        );
        routes.Delete(
            "/keys/{kid}",
            Permission.KeysWrite,
            "Withdraw a key that does not sign; what it signed is worth nothing from now on",
            WithdrawAsync,
            Precondition.NotNeeded
        );
    }

    private async Task<Reply<Page<KeyAnswer>>> ListAsync(ListCall list, CancellationToken ct) =>
        list.PageOfAll(await keys.ListAsync(ct), key => $"{key.Algorithm} {key.Generation:d8}", KeyAnswer.Of);

    private async Task<Reply<Page<KeyAnswer>>> RotateAsync(Call call, KeyRotation asked, CancellationToken ct)
    {
        JwsAlgorithm? only = null;
        if (asked.Algorithm is { } name && !JwsAlgorithm.TryParse(name, out only))
            return Problem.Invalid("algorithm", $"'{name}' is no algorithm that this server signs with.");
        var before = await keys.ListAsync(ct);
        if (await keys.RotateAsync(only, asked.Now, ct) == 0)
        {
            return only is null
                ? Problem.Conflict("Somebody else is making new keys at this moment.")
                : Problem.Invalid("algorithm", $"There is no key for {only.Name} that could be followed by another.");
        }
        var after = await keys.ListAsync(ct);
        foreach (var made in after.ExceptBy(before.Select(key => key.KeyId), key => key.KeyId, StringComparer.Ordinal))
            Tell(AuditKind.KeyRotation, call, made.KeyId, before: null, after: made);
        return new Page<KeyAnswer>([.. after.Select(KeyAnswer.Of)], Next: null, after.Count, TotalIsCapped: false);
    }

    private async Task<Reply<KeyAnswer>> RetireAsync(Call call, CancellationToken ct)
    {
        var (kid, before) = (call["kid"], await FindAsync(call["kid"], ct));
        switch (await keys.RetireAsync(kid, ct))
        {
            case KeyOrder.NoSuchKey:
                return NoSuch(kid);
            case KeyOrder.NotPossible:
                return Problem.Conflict("Only a key that signs can be retired, and keys for encryption stay.");
            default:
                var after = await FindAsync(kid, ct);
                Tell(AuditKind.KeyRetirement, call, kid, before, after);
                return after is null ? NoSuch(kid) : KeyAnswer.Of(after);
        }
    }

    private async Task<Reply<Nothing>> WithdrawAsync(Call call, CancellationToken ct)
    {
        var (kid, before) = (call["kid"], await FindAsync(call["kid"], ct));
        switch (await keys.WithdrawAsync(kid, ct))
        {
            case KeyOrder.NoSuchKey:
                return NoSuch(kid);
            case KeyOrder.NotPossible:
                return Problem.Conflict(
                    "A key that signs is retired before it is withdrawn, and keys for encryption stay."
                );
            default:
                Tell(AuditKind.KeyWithdrawal, call, kid, before, after: null);
                return Nothing.ToSay;
        }
    }

    private async Task<ListedKey?> FindAsync(string kid, CancellationToken ct) =>
        (await keys.ListAsync(ct)).FirstOrDefault(key => key.KeyId == kid);

    private void Tell(string kind, Call call, string kid, ListedKey? before, ListedKey? after) =>
        changes.Record(
            call,
            kind,
            new AuditParty("key", kid),
            before is null ? null : KeyAnswer.Of(before),
            after is null ? null : KeyAnswer.Of(after)
        );

    private static Problem NoSuch(string kid) => Problem.NotFound($"There is no key '{kid}'.");
}

/// <summary>A key, as it is shown. What is private of it never is.</summary>
internal sealed record KeyAnswer
{
    public required string Kid { get; init; }
    public required string Algorithm { get; init; }

    /// <summary>`sig` for one that signs, `enc` for one that others encrypt with.</summary>
    public required string Use { get; init; }

    /// <summary>`announced`, `active` or `retired`.</summary>
    public required string Status { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ActiveFrom { get; init; }

    /// <summary>When it stops, or has stopped, to sign; null while no other key has been made for its place.</summary>
    public required DateTimeOffset? RetiresAt { get; init; }

    /// <summary>When another key takes its place, be it made already or not.</summary>
    public required DateTimeOffset? NextRotationAt { get; init; }

    public static KeyAnswer Of(ListedKey key) =>
        new()
        {
            Kid = key.KeyId,
            Algorithm = key.Algorithm,
            Use = key.IsForEncryption ? "enc" : "sig",
            Status = StatusOf(key.State),
            CreatedAt = key.CreatedAt,
            ActiveFrom = key.ActiveAt,
            RetiresAt = key.RetiredAt,
            NextRotationAt = key.NextRotationAt,
        };

    private static string StatusOf(KeyState state) =>
        state switch
        {
            KeyState.Announced => "announced",
            KeyState.Retired => "retired",
            _ => "active",
        };
}

/// <summary>Which keys are to be followed by others.</summary>
internal sealed record KeyRotation
{
    /// <summary>The algorithm; each where nothing is said.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Whether the new keys sign at once, for keys that may have leaked; otherwise caches are given time to see them.</summary>
    public bool Now { get; init; }
}
