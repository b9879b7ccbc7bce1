using Identity.Server.Management.Wire;

namespace Identity.Server.Management.Answering;

/// <summary>Tells whoever comes without a good token what is needed, and nothing of what was wrong with theirs.</summary>
/// <remarks>RFC 6750 §3.1.</remarks>
internal static class Challenges
{
    private const string Realm = "Bearer realm=\"identity\"";

    // RFC 6750 §3.1: without any token, no error is named.
    public static Problem Missing() =>
        Unauthenticated("An access token is needed: Authorization: Bearer …") with
        {
            Challenge = $"{Realm}, scope=\"{ManagementApi.Scope}\"",
        };

    public static Problem Invalid(string reason)
    {
        const string Sentence = "The access token is invalid, expired or revoked.";
        return Unauthenticated(Sentence) with
        {
            Challenge = $"{Realm}, error=\"invalid_token\", error_description=\"{Sentence}\"",
            Reason = reason,
        };
    }

    public static Problem InsufficientScope()
    {
        const string Sentence = "The access token lacks a scope.";
        return new Problem("forbidden", StatusCodes.Status403Forbidden, "Not allowed", Sentence)
        {
            Challenge =
                $"{Realm}, error=\"insufficient_scope\", error_description=\"{Sentence}\", scope=\"{ManagementApi.Scope}\"",
        };
    }

    private static Problem Unauthenticated(string sentence) =>
        new("unauthenticated", StatusCodes.Status401Unauthorized, "Not signed in", sentence);
}
