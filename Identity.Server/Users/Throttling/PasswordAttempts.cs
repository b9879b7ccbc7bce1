using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Throttling;

/// <summary>Whether a password may be looked at.</summary>
internal abstract record Admission
{
    /// <param name="Own">The counters of this account from this source or device.</param>
    /// <param name="Shared">The counters that others count in as well.</param>
    public sealed record Admitted(IReadOnlyList<Attempt.Counted> Own, IReadOnlyList<Attempt.Counted> Shared)
        : Admission;

    public sealed record Refused(TimeSpan RetryAfter) : Admission;
}

/// <summary>Counts passwords before they are looked at, for every door alike: guessers wait, and nobody can have others wait for long.</summary>
/// <remarks>
/// A source that has used up its attempts reaches no account's counter. An account that strangers have closed is open to
/// the devices in which its owner has signed in before, which are counted each for itself. An address that has no account
/// is counted as if it had one.
/// </remarks>
internal sealed partial class PasswordAttempts(
    AttemptCounters counters,
    KnownDevices devices,
    ThrottleKeys keys,
    IOptions<ThrottleOptions> options,
    ILogger<PasswordAttempts> logger
)
{
    private readonly ThrottleRule _ofAccountAndSource = ThrottleRule.ForAccountAndSource(options.Value);
    private readonly ThrottleRule _ofAccount = ThrottleRule.ForAccount(options.Value);
    private readonly ThrottleRule _ofSource = ThrottleRule.ForSource(options.Value);

    public async Task<Admission> AdmitAsync(string email, Source source, CancellationToken ct)
    {
        var (own, shared) = (new List<Attempt.Counted>(1), new List<Attempt.Counted>(2));
        foreach (var (name, key, rule, isOwn) in await CountersOfAsync(email, source, ct))
        {
            switch (await counters.CountAsync(key, rule, ct))
            {
                case Attempt.Counted counted:
                    (isOwn ? own : shared).Add(counted);
                    break;
                case Attempt.Refused refused:
                    // What is refused here was no attempt there either.
                    await UndoAsync(new Admission.Admitted(own, shared), ct);
                    Blocked(source, name, refused.RetryAfter);
                    return new Admission.Refused(refused.RetryAfter);
            }
        }

        return new Admission.Admitted(own, shared);
    }

    /// <summary>The password was right: what this source did wrong with this account is forgotten, and elsewhere it was no attempt.</summary>
    public async Task ForgiveAsync(Admission.Admitted admitted, CancellationToken ct)
    {
        foreach (var counted in admitted.Own)
            await counters.ClearAsync(counted.Key, ct);
        foreach (var counted in admitted.Shared)
            await counters.UndoAsync(counted, ct);
    }

    /// <summary>The password was not looked at after all.</summary>
    public async Task UndoAsync(Admission.Admitted admitted, CancellationToken ct)
    {
        foreach (var counted in admitted.Own.Concat(admitted.Shared))
            await counters.UndoAsync(counted, ct);
    }

    private async Task<IEnumerable<(string Name, Guid Key, ThrottleRule Rule, bool IsOwn)>> CountersOfAsync(
        string email,
        Source source,
        CancellationToken ct
    )
    {
        var name = CanonicalEmail.Of(email) ?? email;
        var ofAccount = ("account", keys.OfAccount(name), _ofAccount, false);
        if (source.Device is { } text && DeviceHandle.Read(text) is { } device)
        {
            if (await devices.IsKnownAsync(name, device, ct))
                return [("account and device", keys.OfAccountAndDevice(name, device), _ofAccountAndSource, true)];
        }

        // Without an address it is the command line or a test: there is no source to tell from another.
        if (source.Address is not { } address)
            return [ofAccount];
        return
        [
            ("source", keys.OfSource(address), _ofSource, false),
            ("account and source", keys.OfAccountAndSource(name, address), _ofAccountAndSource, true),
            ofAccount,
        ];
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Passwords from {Source} are refused by the counter of {Counter} for {RetryAfter}"
    )]
    private partial void Blocked(Source source, string counter, TimeSpan retryAfter);
}
