using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Tokens;
using Identity.Server.Users;
using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.AccountApi.Wire;

/// <summary>What an action has to say; how it is said is the route's and the profile's business.</summary>
internal abstract record AccountAnswer
{
    /// <param name="Person">Whom the answer may tell of.</param>
    /// <param name="Tokens">What they were given.</param>
    public sealed record Done(Person? Person = null, IssuedTokens? Tokens = null) : AccountAnswer;

    public sealed record Refused(AccountFault Fault) : AccountAnswer
    {
        /// <summary>What to say instead of the profile's own text.</summary>
        public string? Message { get; init; }

        /// <summary>The field that is wrong, as the wire calls it.</summary>
        public string? Field { get; init; }

        public IReadOnlyList<PasswordFault>? Rules { get; init; }

        public TimeSpan? RetryAfter { get; init; }

        /// <summary>For the log alone.</summary>
        public string? Reason { get; init; }
    }

    public static Refused Busy(TimeSpan retryAfter) => new(AccountFault.Busy) { RetryAfter = retryAfter };

    public static Refused TooMany(TimeSpan retryAfter) => new(AccountFault.TooManyRequests) { RetryAfter = retryAfter };

    public static Refused Weak(IReadOnlyList<PasswordFault> rules, int minimumLength) =>
        new(AccountFault.WeakPassword)
        {
            Rules = rules,
            Message = string.Join(' ', rules.Select(rule => PasswordSentence.Of(rule, minimumLength))),
        };
}
