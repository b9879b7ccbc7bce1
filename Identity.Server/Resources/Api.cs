using Identity.Jose;

namespace Identity.Server.Resources;

/// <summary>The shape of an API's access tokens.</summary>
internal enum TokenProfile
{
    /// <summary>RFC 9068: typ at+jwt, with issuer, audience, client and scope.</summary>
    AccessTokenJwt,

    /// <summary>typ JWT with the subject, the times and the chosen claims only: what hand-written back ends expect.</summary>
    Plain,
}

/// <summary>What `sub` holds in an API's access tokens.</summary>
internal enum SubjectForm
{
    Id,
    Email,
}

/// <summary>An API that tokens are made for: its audience, and how its tokens are signed and shaped. Immutable.</summary>
internal sealed class Api
{
    public required string Audience { get; init; }

    public required string Name { get; init; }

    public required JwsAlgorithm Algorithm { get; init; }

    public required TokenProfile Profile { get; init; }

    public required SubjectForm Subject { get; init; }

    /// <summary>The claims a plain token carries beside sub, iat and exp.</summary>
    public required string[] Claims { get; init; }

    public required string[] Scopes { get; init; }

    public required TimeSpan? AccessTokenLifetime { get; init; }

    /// <summary>The API's own secrets, newest first, where it verifies with a shared secret; empty otherwise.</summary>
    public required ApiSecret[] Secrets { get; init; }

    /// <summary>The secret that signs: the newest of those that are good.</summary>
    public SigningKey? SharedKey => Secrets.Length == 0 ? null : Secrets[0].Key;
}

/// <summary>A secret shared with an API; older ones verify until they expire.</summary>
internal sealed record ApiSecret(SigningKey Key, DateTimeOffset? ExpiresAt)
{
    public VerificationKeys Verification { get; } = new([Key.Verification]);
}

/// <summary>A scope, and the API it belongs to.</summary>
internal sealed record ApiScope(string Name, string Description, string Audience);
