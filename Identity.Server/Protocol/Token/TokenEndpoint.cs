using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Token.Grants;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Token;

/// <summary>Where a client trades a grant for tokens.</summary>
/// <remarks>RFC 6749 §3.2; OpenID Connect Core §3.1.3.</remarks>
internal static class TokenEndpoint
{
    public const string Path = "/connect/token";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, HandleAsync);

    private static async Task<IResult> HandleAsync(
        HttpRequest http,
        ClientAuthenticator clients,
        GrantCatalog grants,
        TokenIssuer issuer,
        CancellationToken ct
    )
    {
        if ((await RequestForm.ReadAsync(http, ct)).Refused(out var error, out var form))
            return error.AsJson();
        if (clients.Authenticate(http, form).Refused(out error, out var client))
            return error.AsJson();
        if (TokenRequest.Read(form).Refused(out error, out var request))
            return error.AsJson();
        if ((await grants.RedeemAsync(request, client, ct)).Refused(out error, out var authorization))
            return error.AsJson();

        return new TokenAnswer(issuer.Issue(authorization));
    }
}
