using System.Diagnostics;
using Identity.Server.Clients;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Pkce;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Server.Tokens.Codes;

namespace Identity.Server.Protocol.Token.Grants;

/// <summary>Trades a code that a browser brought for tokens.</summary>
/// <remarks>RFC 6749 §4.1.3; RFC 7636 §4.6; OpenID Connect Core §3.1.3.2.</remarks>
internal sealed class AuthorizationCodeGrant(AuthorizationCodes codes, ApiCatalog apis) : IGrant
{
    public const string Name = "authorization_code";

    public string GrantType => Name;

    public async ValueTask<Outcome<GrantedAuthorization>> RedeemAsync(
        TokenRequest request,
        AuthenticatedClient client,
        CancellationToken ct
    )
    {
        if (request.Code is not { } code)
            return ProtocolError.InvalidRequest("code is missing.");
        if (ReadVerifier(request).Refused(out var error, out var proof))
            return error;
        var known = apis.Snapshot;
        Api? api = null;
        if (request.Resource is { } resource && (api = known.Find(resource)) is null)
            return ProtocolError.InvalidTarget("The resource is unknown.");

        if (await WhyNotAimedAsync(code, request, client.Client, known, ct) is { } why)
            return why;
        var challenge = proof.Challenge;
        var redemption = await codes.RedeemAsync(code, client.Client, request.RedirectUri, challenge, api, ct);
        return Judge(redemption, request, client.Client, known);
    }

    /// <summary>Says what a code would be traded for now, with whatever has to come with it. It stays as it is.</summary>
    /// <param name="challenge">What the verifier hashes to; null where none comes.</param>
    public async ValueTask<Outcome<GrantedAuthorization>> ForeseeAsync(
        TokenRequest request,
        Client client,
        string? challenge,
        CancellationToken ct
    )
    {
        if (request.Code is not { } code)
            return ProtocolError.InvalidRequest("code is missing.");
        var known = apis.Snapshot;
        if (await WhyNotAimedAsync(code, request, client, known, ct) is { } why)
            return why;
        var redemption = await codes.ForeseeAsync(code, client, request.RedirectUri, challenge, ct);
        return Judge(redemption, request, client, known);
    }

    // Only where there is a choice to be made: the question costs a look at the code.
    private async ValueTask<ProtocolError?> WhyNotAimedAsync(
        string code,
        TokenRequest request,
        Client client,
        ApiSnapshot known,
        CancellationToken ct
    ) =>
        request.Resource is null
        && known.Choose(ScopeSet.Of(client.Scopes), resource: null) is ApiChoice.Several
        && await codes.FindAimAsync(code, client, ct) is { } aim
        && Aim(aim, request, client, known).Refused(out var error, out _)
            ? error
            : null;

    private static Outcome<GrantedAuthorization> Judge(
        CodeRedemption redemption,
        TokenRequest request,
        Client client,
        ApiSnapshot known
    ) =>
        redemption switch
        {
            CodeRedemption.Done done => Grant(done, request, client, known),
            CodeRedemption.TargetWidened => ProtocolError.InvalidTarget("No scope of that resource was granted."),
            CodeRedemption.Refused refused => ProtocolError.InvalidGrant(refused.Reason),
            var unknown => throw new UnreachableException($"{unknown.GetType()}"),
        };

    private static Outcome<Proof> ReadVerifier(TokenRequest request)
    {
        if (request.CodeVerifier is not { } verifier)
            return new Proof(Challenge: null);
        return CodeChallenge.Of(verifier) is { } challenge
            ? new Proof(challenge)
            : ProtocolError.InvalidRequest("code_verifier is not 43 to 128 unreserved characters.");
    }

    private static Outcome<GrantedAuthorization> Grant(
        CodeRedemption.Done redeemed,
        TokenRequest request,
        Client client,
        ApiSnapshot known
    )
    {
        if (Aim(redeemed.Aim, request, client, known).Refused(out var error, out var granted))
            return error;
        return new GrantedAuthorization
        {
            Client = client,
            Subject = redeemed.Subject,
            Scopes = granted.ForToken,
            Api = granted.Api,
            AuthTime = redeemed.AuthTime,
            Context = redeemed.Context,
            GrantId = redeemed.GrantId,
            Family = redeemed.Family,
        };
    }

    private static Outcome<GrantedScopes> Aim(CodeAim aim, TokenRequest request, Client client, ApiSnapshot known)
    {
        // What the client may do may have changed since the person was asked.
        var scopes = aim.Scopes.Where(name => client.Scopes.Contains(name) && known.Knows(name));
        return GrantedScopes.For(scopes, request.Resource ?? aim.Audience, known);
    }

    /// <summary>What the request proves of who began it.</summary>
    private sealed record Proof(string? Challenge);
}
