using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Pkce;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Resources.Claims;

namespace Identity.Server.Protocol.Authorize;

/// <summary>Reads an authorization request whose client and return address are proven: what is wrong now, the client is told.</summary>
/// <remarks>RFC 6749 §4.1.1; OpenID Connect Core §3.1.2.1; RFC 7636 §4.3; RFC 8707 §2.1.</remarks>
internal sealed class AuthorizationRequestReader(ApiCatalog apis, PersonWishes people)
{
    private const int LongestHint = 320;

    public async ValueTask<Outcome<AuthorizationRequest>> ReadAsync(
        AuthorizationParameters parameters,
        Client client,
        ReturnAddress address,
        IStepWatch? watch,
        CancellationToken ct
    )
    {
        var shaped = ReadShape(parameters, client, address);
        if (shaped.SeenBy(watch, AuthorizationStep.ResponseShape).Refused(out var error, out var shape))
            return error;
        var scoped = RequestedScopes.Read(parameters, client, shape.Types, apis.Snapshot);
        if (scoped.SeenBy(watch, AuthorizationStep.Scopes).Refused(out error, out var scopes))
            return error;
        if (WhyNotSaid(parameters, shape, scopes).SeenBy(watch, AuthorizationStep.IdToken) is { } unsaid)
            return unsaid;
        if (WhyNotBound(parameters, client, shape).SeenBy(watch, AuthorizationStep.CodeChallenge) is { } unbound)
            return unbound;
        var asked = RequestedQuestions.Read(parameters);
        if (asked.SeenBy(watch, AuthorizationStep.Questions).Refused(out error, out var questions))
            return error;
        var wished = await people.ReadAsync(parameters, client, ct);
        if (wished.SeenBy(watch, AuthorizationStep.Person).Refused(out error, out var wish))
            return error;

        return new AuthorizationRequest
        {
            ClientId = client.ClientId,
            RedirectUri = address.Uri,
            IsRedirectUriImplied = address.IsImplied,
            ResponseTypes = shape.Types,
            ResponseMode = shape.Mode,
            IsResponseJwt = shape.IsJwt,
            Scopes = scopes.Scopes.Names,
            Resources = scopes.Resources,
            State = parameters[Parameter.State],
            Nonce = parameters[Parameter.Nonce],
            Prompts = questions.Prompts,
            MaxAge = questions.MaxAge ?? client.Metadata.DefaultMaxAge,
            LoginHint = parameters[Parameter.LoginHint] is { Length: <= LongestHint } hint ? hint : null,
            UiLocales = parameters[Parameter.UiLocales],
            AcrValues = parameters[Parameter.AcrValues]?.Split(' ') ?? client.Metadata.DefaultAcrValues,
            Claims = parameters[Parameter.Claims],
            ClaimScopes = ClaimScopes(parameters[Parameter.Claims], client, scopes.Scopes),
            Subject = wish.Person,
            CodeChallenge = shape.Types.HasFlag(ResponseTypes.Code) ? parameters[Parameter.CodeChallenge] : null,
        };
    }

    // A claim by itself tells an app of a person what its scope would: they are asked for that scope.
    private static string[]? ClaimScopes(string? claims, Client client, ScopeSet scopes) =>
        claims is not null
        && ClaimsRequest.Read(claims) is { } request
        && request.Scopes.Where(name => client.Scopes.Contains(name) && !scopes.Contains(name)).ToArray()
            is { Length: > 0 } beyond
            ? beyond
            : null;

    private static Outcome<ResponseShape> ReadShape(
        AuthorizationParameters parameters,
        Client client,
        ReturnAddress address
    )
    {
        if (ResponseShape.Read(parameters, client).Refused(out var error, out var shape))
            return error;
        return shape.Mode == ResponseMode.FormPost && !address.TakesForms
            ? ProtocolError.InvalidRequest("A form cannot be posted to this redirect_uri.")
            : shape;
    }

    private static ProtocolError? WhyNotSaid(
        AuthorizationParameters parameters,
        ResponseShape shape,
        RequestedScopes scopes
    )
    {
        // OpenID Connect Core §7.2.1
        if (parameters.Has(Parameter.Registration))
            return new ProtocolError("registration_not_supported", "registration is not supported.");
        if (!shape.Types.HasFlag(ResponseTypes.IdToken))
            return null;
        if (!scopes.Scopes.Contains(StandardScopes.OpenId))
            return ProtocolError.InvalidScope("An ID token needs the scope openid.");
        // OpenID Connect Core §3.2.2.1
        return parameters.Has(Parameter.Nonce) ? null : ProtocolError.InvalidRequest("nonce is missing.");
    }

    private static ProtocolError? WhyNotBound(AuthorizationParameters parameters, Client client, ResponseShape shape)
    {
        if (!shape.Types.HasFlag(ResponseTypes.Code))
            return null;
        var method = parameters[Parameter.CodeChallengeMethod];
        if (parameters[Parameter.CodeChallenge] is not { } challenge)
        {
            if (method is not null)
                return ProtocolError.InvalidRequest("code_challenge is missing.");
            // RFC 9700 §2.1.1: a confidential OpenID client may do with its nonce, where it is registered so.
            return client is { IsPublic: false, Metadata.RequirePkce: false }
                ? null
                : ProtocolError.InvalidRequest("code_challenge is missing: the client must use PKCE with S256.");
        }
        // RFC 7636 §4.3: without a method it is plain, which is refused.
        if (method != CodeChallenge.Method)
            return ProtocolError.InvalidRequest("code_challenge_method must be S256.");
        return CodeChallenge.IsWellFormed(challenge)
            ? null
            : ProtocolError.InvalidRequest("code_challenge is not the SHA-256 of a verifier in base64url.");
    }
}
