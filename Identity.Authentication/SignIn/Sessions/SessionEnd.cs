using System.Security.Cryptography;
using System.Text;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>What has ended: one session at the provider, or all of a person's.</summary>
/// <param name="SessionId">Null ends all of the subject's.</param>
/// <param name="At">When, by the provider's clock, as its ID tokens are dated.</param>
internal sealed record SessionEnd(string Issuer, string? Subject, string? SessionId, DateTimeOffset At)
{
    /// <summary>Names what has ended, without saying who it is.</summary>
    public string Key => SessionId is not null ? KeyOf(Issuer, "sid", SessionId) : KeyOf(Issuer, "sub", Subject!);

    /// <summary>The names under which a session may have ended.</summary>
    public static string[] KeysOf(SessionMark session) =>
        session.SessionId is { } id
            ? [KeyOf(session.Issuer, "sid", id), KeyOf(session.Issuer, "sub", session.Subject)]
            : [KeyOf(session.Issuer, "sub", session.Subject)];

    /// <summary>
    /// Whether an end was the end of a session: one that began later goes on. So a logout token that is sent twice, by the
    /// provider or by a thief, ends nothing that the first one did not.
    /// </summary>
    public static bool Ended(DateTimeOffset end, SessionMark session) => session.IssuedAt <= end;

    // The length of each part stands before it: no issuer and sid read like another pair.
    private static string KeyOf(string issuer, string kind, string value) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer.Length}:{issuer}:{kind}:{value.Length}:{value}"))
        );
}
