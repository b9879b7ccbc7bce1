using System.Collections.Frozen;
using Identity.Jose;
using Identity.Server.Clients.KeySets;
using Identity.Server.Clients.Metadata;

namespace Identity.Server.Clients;

/// <summary>How a client shows that it is itself at the token endpoint: one way each, as registered.</summary>
/// <remarks>RFC 7591 §2, token_endpoint_auth_method.</remarks>
internal enum ClientAuthenticationMethod
{
    /// <summary>A public client: it has no secret to show.</summary>
    None,
    ClientSecretBasic,
    ClientSecretPost,

    /// <summary>It signs an assertion with its secret.</summary>
    /// <remarks>OpenID Connect Core §9.</remarks>
    ClientSecretJwt,

    /// <summary>It signs an assertion with a key of its own, of which only the public half is registered.</summary>
    /// <remarks>OpenID Connect Core §9.</remarks>
    PrivateKeyJwt,
}

/// <summary>Who may ask for tokens, and for what. Immutable; a change makes a new one.</summary>
internal sealed class Client
{
    public required string ClientId { get; init; }

    public required string Name { get; init; }

    public required ClientAuthenticationMethod AuthenticationMethod { get; init; }

    /// <summary>Several may be good at once, so that a secret can be changed without a pause; the newest is the first.</summary>
    public required ClientSecret[] Secrets { get; init; }

    public required FrozenSet<string> GrantTypes { get; init; }

    public required FrozenSet<string> Scopes { get; init; }

    /// <summary>Where answers may be sent, character by character.</summary>
    public string[] RedirectUris { get; init; } = [];

    /// <summary>What else it has said of itself.</summary>
    public ClientMetadata Metadata { get; init; } = ClientMetadata.Empty;

    /// <summary>The keys that were registered with it; null where it publishes them at its `jwks_uri`, or has none.</summary>
    public ClientKeySet? Keys { get; init; }

    /// <summary>The API this client speaks for when it introspects tokens; null for a client that is no API.</summary>
    public string? Audience { get; init; }

    /// <summary>Ours, so that a refused sign-in may say why. What others register gets one answer for all reasons.</summary>
    public required bool IsFirstParty { get; init; }

    public required bool RequiresVerifiedEmail { get; init; }

    public required bool IsDisabled { get; init; }

    public required ClientLifetimes Lifetimes { get; init; }

    /// <summary>What its ID tokens are signed with.</summary>
    /// <remarks>OpenID Connect Dynamic Client Registration §2: RS256 unless it says otherwise.</remarks>
    public JwsAlgorithm IdTokenAlgorithm =>
        JwsAlgorithm.TryParse(Metadata.IdTokenSignedResponseAlg, out var algorithm) ? algorithm : JwsAlgorithm.RS256;

    /// <summary>What userinfo answers it are signed with; null for plain JSON.</summary>
    public JwsAlgorithm? UserInfoAlgorithm =>
        JwsAlgorithm.TryParse(Metadata.UserinfoSignedResponseAlg, out var algorithm) ? algorithm : null;

    /// <summary>How its ID tokens are encrypted; null where they are only signed.</summary>
    public ResponseEncryptionTerms? IdTokenEncryption =>
        ResponseEncryptionTerms.Read(Metadata.IdTokenEncryptedResponseAlg, Metadata.IdTokenEncryptedResponseEnc);

    /// <summary>How userinfo's answers to it are encrypted; null where they are not.</summary>
    public ResponseEncryptionTerms? UserInfoEncryption =>
        ResponseEncryptionTerms.Read(Metadata.UserinfoEncryptedResponseAlg, Metadata.UserinfoEncryptedResponseEnc);

    /// <summary>What answers of the authorization endpoint are signed with, where it wants them as JWTs.</summary>
    /// <remarks>JARM §3: RS256 unless it says otherwise.</remarks>
    public JwsAlgorithm AuthorizationAlgorithm =>
        JwsAlgorithm.TryParse(Metadata.AuthorizationSignedResponseAlg, out var algorithm)
            ? algorithm
            : JwsAlgorithm.RS256;

    /// <summary>How such answers are encrypted; null where they are only signed.</summary>
    public ResponseEncryptionTerms? AuthorizationEncryption =>
        ResponseEncryptionTerms.Read(
            Metadata.AuthorizationEncryptedResponseAlg,
            Metadata.AuthorizationEncryptedResponseEnc
        );

    /// <summary>What we sign and encrypt with for a client that wants it done with its secret.</summary>
    public SharedKey? SharedKey => Secrets.Length == 0 ? null : Secrets[0].Key;

    /// <summary>Those that know a person by one name of theirs; null for a client that is told the public one.</summary>
    /// <remarks>OpenID Connect Core §8.1.</remarks>
    public string? PairwiseSector { get; init; }

    public bool IsPublic => AuthenticationMethod == ClientAuthenticationMethod.None;
}

/// <summary>How long what a client is given lives; null leaves it to the API, or to the server's setting.</summary>
internal sealed record ClientLifetimes(TimeSpan? AccessToken, TimeSpan? RefreshTokenIdle, TimeSpan? RefreshToken);

/// <summary>One secret of a client, as its SHA-256.</summary>
internal readonly record struct ClientSecret(byte[] Hash, DateTimeOffset? ExpiresAt)
{
    /// <summary>The secret itself, where something is signed or encrypted with it; null where its hash is all that we have.</summary>
    public SharedKey? Key { get; init; }

    /// <summary>Where the client signs with it: the secret as the key of each algorithm that it is long enough for.</summary>
    public IEnumerable<VerificationKey> Keys => Key?.Verification ?? [];

    public bool IsGoodAt(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;
}
