using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Throttling;

/// <summary>Limits what one source may ask of doors that anybody may knock at: registrations, letters, sign-ins of apps.</summary>
internal sealed class RequestThrottle(AttemptCounters counters, ThrottleKeys keys, IOptions<ThrottleOptions> options)
{
    private readonly ThrottleRule _rule = ThrottleRule.ForRequests(options.Value);
    private readonly ThrottleRule _ofSignIns = ThrottleRule.ForSignIns(options.Value);

    /// <param name="what">What is asked; each has a counter of its own.</param>
    /// <returns>How long to wait; null where the request may go on.</returns>
    public Task<TimeSpan?> AdmitAsync(string what, Source source, CancellationToken ct) =>
        AdmitAsync(what, source, _rule, ct);

    /// <summary>As <see cref="AdmitAsync(string, Source, CancellationToken)"/>, for what everybody behind one address does each day.</summary>
    public Task<TimeSpan?> AdmitSignInAsync(Source source, CancellationToken ct) =>
        AdmitAsync("sign_in_of_app", source, _ofSignIns, ct);

    private async Task<TimeSpan?> AdmitAsync(string what, Source source, ThrottleRule rule, CancellationToken ct)
    {
        if (source.Address is not { } address)
            return null;
        var attempt = await counters.CountAsync(keys.OfRequests(what, address), rule, ct);
        return attempt is Attempt.Refused refused ? refused.RetryAfter : null;
    }
}
