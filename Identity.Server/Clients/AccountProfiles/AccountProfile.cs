using System.Collections.Frozen;
using Identity.Jose;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>How one first-party system's front end is spoken to: its paths, its words, its tokens. Configuration, never code.</summary>
internal sealed record AccountProfile
{
    public const int LongestName = 64;

    public required string Name { get; init; }

    /// <summary>What people are shown.</summary>
    public required string Title { get; init; }

    public required ProfileClient Client { get; init; }

    public required ProfileApi Api { get; init; }

    public required ProfilePasswords Passwords { get; init; }

    public required ProfileRegistration Registration { get; init; }

    /// <summary>Whether an account may sign in, and stay, only once its address is verified.</summary>
    public required bool MustBeVerified { get; init; }

    public required ProfileLinks Links { get; init; }

    public required ProfileCors Cors { get; init; }

    public required IReadOnlyList<ProfileRoute> Routes { get; init; }

    public required ProfileErrors Errors { get; init; }

    /// <summary>The document it was read from.</summary>
    public required string Document { get; init; }
}

/// <summary>The OAuth client that a profile's refresh tokens belong to.</summary>
internal sealed record ProfileClient(string Id, TimeSpan? RefreshTokenIdleLifetime, TimeSpan? RefreshTokenLifetime);

/// <summary>The API that a profile's access tokens are for.</summary>
internal sealed record ProfileApi
{
    public required string Audience { get; init; }
    public required JwsAlgorithm Algorithm { get; init; }

    /// <summary>Nothing but subject, times and the claims that are named: what hand-written back ends expect.</summary>
    public required bool IsPlain { get; init; }

    /// <summary>`sub` is the e-mail address and not the id.</summary>
    public required bool NamesEmail { get; init; }
    public required string[] Claims { get; init; }
    public required string[] Scopes { get; init; }
    public required TimeSpan? Lifetime { get; init; }

    /// <summary>Where the API's present secret is found when the profile is applied; null makes one.</summary>
    public required ProfileSecret? Secret { get; init; }
}

/// <summary>Where a secret is: a document names the place and never holds the secret.</summary>
internal sealed record ProfileSecret(string? Environment, string? File);

/// <summary>What a new password must be like for this profile.</summary>
internal sealed record ProfilePasswords
{
    public required int MinimumLength { get; init; }
    public required bool RequiresUpperCase { get; init; }
    public required bool RequiresLowerCase { get; init; }
    public required bool RequiresDigit { get; init; }
    public required bool RequiresSpecial { get; init; }
    public required bool RefusesCommon { get; init; }
    public required bool RefusesSimilar { get; init; }
}

/// <summary>What happens when somebody registers.</summary>
/// <param name="SendsVerification">A letter asks the new account to verify its address.</param>
/// <param name="HidesTaken">A taken address is answered as a free one is; its owner is told by letter.</param>
internal sealed record ProfileRegistration(bool SendsVerification, bool HidesTaken);

/// <summary>The front end's own pages for links in letters, with `{token}`; null for ours.</summary>
internal sealed record ProfileLinks(string? VerifyEmail, string? ResetPassword);

/// <summary>Which browsers' pages may call.</summary>
internal sealed record ProfileCors(IReadOnlyList<string> Origins, bool AllowsCredentials);

/// <summary>One address of a profile.</summary>
internal sealed record ProfileRoute
{
    public required string Method { get; init; }

    /// <summary>The whole path.</summary>
    public required string Path { get; init; }
    public required AccountAction Action { get; init; }
    public required bool IsForm { get; init; }

    /// <summary>What each input is called on the wire.</summary>
    public required FrozenDictionary<string, string> Fields { get; init; }

    /// <summary>The inputs without which a request is refused.</summary>
    public required FrozenSet<string> Required { get; init; }
    public required int Status { get; init; }

    /// <summary>What the answer holds; null for an answer without a body.</summary>
    public required IReadOnlyList<BodyMember>? Body { get; init; }

    public bool AnswersWith(IReadOnlyList<string> sources) =>
        Body is not null && Body.Any(member => member.IsOf(sources));
}

/// <summary>One member of an answer: from a source, constant, or an object of members.</summary>
/// <param name="Json">The constant as JSON text.</param>
internal sealed record BodyMember(string Name, string? Source, string? Json, IReadOnlyList<BodyMember>? Members)
{
    public bool IsOf(IReadOnlyList<string> sources) =>
        (Source is not null && sources.Contains(Source, StringComparer.Ordinal))
        || Members?.Any(member => member.IsOf(sources)) == true;
}

/// <summary>How a profile refuses.</summary>
internal sealed record ProfileErrors(
    IReadOnlyList<BodyMember> Body,
    FrozenDictionary<AccountFault, FaultAnswer> Answers
)
{
    public FaultAnswer For(AccountFault fault) => Answers.GetValueOrDefault(fault) ?? AccountFaults.Usual(fault);
}
