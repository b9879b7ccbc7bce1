using Identity.Server.Clients;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources.Claims;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Authorize;

/// <summary>Whom a client wants to sign in; null leaves it to whoever is there.</summary>
internal sealed record PersonWish(Guid? Person);

/// <summary>Reads whom a client means, by an ID token that it shows again or by a claim that it wants with a value.</summary>
/// <remarks>OpenID Connect Core §3.1.2.1, id_token_hint; OpenID Connect Core §5.5.1.</remarks>
internal sealed class PersonWishes(IdTokenReader idTokens, SubjectNames subjects)
{
    /// <summary>The one acr that there is.</summary>
    private const string ByPassword = "pwd";

    // A name that nobody has, so that nobody can be the one.
    private static readonly Guid Nobody = Guid.Empty;

    public async ValueTask<Outcome<PersonWish>> ReadAsync(
        AuthorizationParameters parameters,
        Client client,
        CancellationToken ct
    )
    {
        Guid? hinted = null;
        if (parameters[Parameter.IdTokenHint] is { } token)
        {
            if (await idTokens.ReadAsync(token, ct) is not { } shown || shown.Client.ClientId != client.ClientId)
                return ProtocolError.InvalidRequest("id_token_hint is not an ID token that the client was issued.");
            hinted = shown.UserId;
        }
        if (parameters[Parameter.Claims] is not { } text)
            return new PersonWish(hinted);

        if (ClaimsRequest.Read(text) is not { } claims)
            return ProtocolError.InvalidRequest("claims is not an object of claims as it must be.");
        if (!CanMeet(claims))
            return new ProtocolError("unmet_authentication_requirements", "No sign-in here has an acr that will do.");
        return Wanted(claims, client) is not { } wanted ? new PersonWish(hinted)
            : hinted is null || hinted == wanted ? new PersonWish(wanted)
            : ProtocolError.InvalidRequest("id_token_hint and claims name different people.");
    }

    private Guid? Wanted(ClaimsRequest claims, Client client) =>
        claims.IdToken.GetValueOrDefault(StandardClaims.Subject) is { Values: [_, ..] values }
            ? values.Select(name => subjects.PersonOf(client, name)).FirstOrDefault(id => id is not null) ?? Nobody
            : null;

    // OpenID Connect Core §5.5.1.1: an essential acr that cannot be had is a failed sign-in; any other is only hoped for.
    private static bool CanMeet(ClaimsRequest claims) =>
        claims.IdToken.GetValueOrDefault(StandardClaims.Acr) is not { IsEssential: true, Values: [_, ..] values }
        || values.Contains(ByPassword, StringComparer.Ordinal);
}
