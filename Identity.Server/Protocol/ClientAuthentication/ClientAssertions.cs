using System.Diagnostics;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Clients.Assertions;
using Identity.Server.Clients.KeySets;
using Identity.Server.Protocol.PushedRequests;
using Identity.Server.Protocol.Token;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.ClientAuthentication;

/// <summary>Says whether an assertion was made by its client, for this server, for now, and is shown for the first time.</summary>
/// <remarks>RFC 7523 §3; OpenID Connect Core §9.</remarks>
internal sealed class ClientAssertions(Issuer issuer, ClientKeys keys, AssertionIds used, TimeProvider clock)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>A client makes one for each request; one that lasts is a password that travels.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    private const string Purpose = "client assertion";

    // What a client signs for something else, a request object or a DPoP proof, says so.
    private static readonly string[] Types = ["JWT", "client-authentication+jwt"];

    // Clients older than the advice to name the issuer alone name the token endpoint, or the one of RFC 9126 §2.
    private readonly string[] _audience =
    [
        issuer.Value,
        issuer.Endpoint(TokenEndpoint.Path),
        issuer.Endpoint(PushedRequestEndpoint.Path),
    ];

    /// <returns>Why it is refused, for the log; null where it is good, and now used up.</returns>
    public async ValueTask<string?> WhyRefusedAsync(Client client, string assertion, CancellationToken ct)
    {
        if (CompactJws.PeekHeader(assertion) is not { } header)
            return "it is no signed JWT";
        // RFC 8725 §3.1: of the algorithms, the header may name one that the registration allows.
        if (!IsRegistered(client, header.Algorithm))
            return $"it is signed with {header.Algorithm}, which is not registered";

        var now = clock.GetUtcNow();
        var (verifying, why) = await keys.FindForVerifyingAsync(client, header, now, ct);
        if (verifying is null)
            return $"there are no keys: {why}";

        var expected = new JwtExpectations
        {
            Issuer = client.ClientId,
            Audience = _audience,
            Types = Types,
            AcceptMissingType = true,
        };
        return Jwt.Validate(assertion, verifying, expected, now) switch
        {
            JwtVerdict.Valid valid => WhyRefused(valid.Claims, client, now + expected.ClockSkew)
                ?? await WhyUsedAsync(valid.Claims, client, ct),
            JwtVerdict.Invalid invalid => invalid.Reason,
            _ => throw new UnreachableException(),
        };
    }

    // RFC 7523 §3. Numbers 1 and 3 to 5, issuer, audience and time, are seen to by then, as are 9 and 10.
    private string? WhyRefused(JwtClaims claims, Client client, DateTimeOffset now)
    {
        // 2. For client authentication, the subject is the client.
        if (claims.Subject != client.ClientId)
            return "its sub is not the client";
        // 3. One that is meant for others too could be shown here by them.
        if (!claims.Audience.All(IsOurs))
            return "its aud names somebody else as well";
        // 4. A server may refuse an exp that is unreasonably far in the future.
        return claims.ExpiresAt > now + LongestLife ? "its exp is too far away" : null;
    }

    // 7. A jti, which OpenID Connect Core §9 requires, is good once.
    private async ValueTask<string?> WhyUsedAsync(JwtClaims claims, Client client, CancellationToken ct)
    {
        if (claims is not { JwtId: { Length: > 0 } jwtId, ExpiresAt: { } expiresAt })
            return "it has no jti";
        return await used.TryUseAsync(Purpose, client.ClientId, jwtId, expiresAt, ct)
            ? null
            : "its jti was used before";
    }

    private bool IsOurs(string audience) =>
        audience == issuer.Value || audience.StartsWith($"{issuer.Value}/", StringComparison.Ordinal);

    private static bool IsRegistered(Client client, JwsAlgorithm algorithm) =>
        client.Metadata.TokenEndpointAuthSigningAlg is { } name
            ? name == algorithm.Name
            : algorithm.IsSymmetric == (client.AuthenticationMethod == ClientAuthenticationMethod.ClientSecretJwt);
}
