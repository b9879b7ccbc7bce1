using System.Collections.Frozen;
using Identity.Server.Clients;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Token.Grants;

/// <summary>The grants that the token endpoint knows, by name.</summary>
internal sealed class GrantCatalog(IEnumerable<IGrant> grants)
{
    /// <summary>What a request is called that names no grant.</summary>
    public const string None = "none";

    private const string Other = "other";

    private readonly FrozenDictionary<string, IGrant> _grants = grants.ToFrozenDictionary(
        grant => grant.GrantType,
        StringComparer.Ordinal
    );

    public IEnumerable<string> GrantTypes => _grants.Keys.Order(StringComparer.Ordinal);

    /// <summary>A name for what was asked for, out of few: anybody may write anything there.</summary>
    public string NameOf(string? grantType) =>
        grantType is null ? None
        : _grants.TryGetValue(grantType, out var grant) ? grant.GrantType
        : Other;

    public async ValueTask<Outcome<GrantedAuthorization>> RedeemAsync(
        TokenRequest request,
        AuthenticatedClient client,
        CancellationToken ct
    )
    {
        if (!_grants.TryGetValue(request.GrantType, out var grant))
            return ProtocolError.UnsupportedGrantType();
        if (WhyNotAllowed(request.GrantType, client.Client) is { } why)
            return why;
        return await grant.RedeemAsync(request, client, ct);
    }

    /// <remarks>RFC 6749 §5.2: whatever the request holds, a client gets tokens only in the ways it is registered for.</remarks>
    public static ProtocolError? WhyNotAllowed(string grantType, Client client) =>
        client.GrantTypes.Contains(grantType)
            ? null
            : ProtocolError.UnauthorizedClient("The client may not use this grant_type.");
}
