using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Throttling;

/// <summary>Limits what one source may ask of doors that anybody may knock at: registrations, letters.</summary>
internal sealed class RequestThrottle(AttemptCounters counters, ThrottleKeys keys, IOptions<ThrottleOptions> options)
{
    private readonly ThrottleRule _rule = ThrottleRule.ForRequests(options.Value);

    /// <param name="what">What is asked; each has a counter of its own.</param>
    /// <returns>How long to wait; null where the request may go on.</returns>
    public async Task<TimeSpan?> AdmitAsync(string what, Source source, CancellationToken ct)
    {
        if (source.Address is not { } address)
            return null;
        var attempt = await counters.CountAsync(keys.OfRequests(what, address), _rule, ct);
        return attempt is Attempt.Refused refused ? refused.RetryAfter : null;
    }
}
