using Identity.Server.Resources;

namespace Identity.Server.Tokens.Codes;

/// <summary>What a code is good for, and what must come with it.</summary>
/// <param name="ClientId">The one client that may redeem it.</param>
/// <param name="UserId">Whose sign-in it is.</param>
/// <param name="Epoch">The account's, as it was then.</param>
/// <param name="RedirectUri">What must be named again; null where the client named none.</param>
/// <param name="CodeChallenge">What the verifier must hash to; null where the client sent none, and then no verifier may come.</param>
/// <param name="Resources">The APIs that tokens were asked for; none where the client left it open.</param>
/// <param name="GrantId">The grant that tokens will carry, and end by.</param>
internal sealed record CodeTerms(
    string ClientId,
    Guid UserId,
    int Epoch,
    string? RedirectUri,
    string? CodeChallenge,
    string[] Scopes,
    string[] Resources,
    DateTimeOffset AuthTime,
    SignInContext Context,
    Guid GrantId
);

/// <summary>What a code allows, and where.</summary>
/// <param name="Audience">The API that was asked for where it was one alone.</param>
internal sealed record CodeAim(ScopeSet Scopes, string? Audience)
{
    public static CodeAim Of(ScopeSet scopes, string[] resources) => new(scopes, resources is [var only] ? only : null);
}

/// <summary>What came of presenting a code.</summary>
internal abstract record CodeRedemption
{
    /// <param name="GrantId">What access tokens end by.</param>
    /// <param name="Family">The refresh family that was begun; null where the client has none.</param>
    public sealed record Done(
        Guid GrantId,
        RefreshFamily? Family,
        Subject Subject,
        CodeAim Aim,
        DateTimeOffset AuthTime,
        SignInContext Context
    ) : CodeRedemption;

    /// <summary>Nothing was granted for the API that was asked for; the code is still good.</summary>
    public sealed record TargetWidened : CodeRedemption;

    /// <param name="Reason">For the log.</param>
    public sealed record Refused(string Reason) : CodeRedemption
    {
        /// <summary>The grant of which a spent code was used, and which ends by it; null where that is not the reason.</summary>
        public Guid? Reused { get; init; }
    }
}
