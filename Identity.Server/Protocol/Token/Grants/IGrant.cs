using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Token.Grants;

/// <summary>One way of earning tokens. It is given a client that has proved itself, and fills in only what is its own.</summary>
/// <remarks>RFC 6749 §1.3.</remarks>
internal interface IGrant
{
    string GrantType { get; }

    ValueTask<Outcome<GrantedAuthorization>> RedeemAsync(
        TokenRequest request,
        AuthenticatedClient client,
        CancellationToken ct
    );
}
