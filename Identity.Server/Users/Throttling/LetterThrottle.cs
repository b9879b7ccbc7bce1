using Identity.Server.Mail;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Throttling;

/// <summary>Limits the letters that strangers can have one address get.</summary>
/// <remarks>
/// Asked by who writes the letter and not by who asks for it, so that the answer to the request and its time say nothing
/// of letters that went before.
/// </remarks>
internal sealed class LetterThrottle(AttemptCounters counters, ThrottleKeys keys, IOptions<ThrottleOptions> options)
{
    // Longer than a letter is tried: one that is written again is not another one.
    private static readonly TimeSpan LetterKept = TimeSpan.FromDays(4);

    private readonly ThrottleRule _rule = ThrottleRule.ForLetters(options.Value);

    /// <returns>Whether the letter may be sent.</returns>
    public async Task<bool> AdmitsAsync(QueuedLetter letter, CancellationToken ct)
    {
        if (!await counters.ClaimAsync(keys.OfLetter(letter.Id), LetterKept, ct))
            return true;
        var key = keys.OfLetters(letter.Kind, CanonicalEmail.Of(letter.Recipient) ?? letter.Recipient);
        return await counters.CountAsync(key, _rule, ct) is Attempt.Counted;
    }
}
