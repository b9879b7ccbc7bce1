using System.Globalization;
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
        CancellationToken ct
    )
    {
        if (ResponseShape.Read(parameters, client).Refused(out var error, out var shape))
            return error;
        if (shape.Mode == ResponseMode.FormPost && !address.TakesForms)
            return ProtocolError.InvalidRequest("A form cannot be posted to this redirect_uri.");
        if (RequestedScopes.Read(parameters, client, shape.Types, apis.Snapshot).Refused(out error, out var scopes))
            return error;
        if (WhyRefused(parameters, client, shape, scopes) is { } why)
            return why;
        if (ReadPrompts(parameters[Parameter.Prompt]) is not { } prompts)
            return ProtocolError.InvalidRequest("prompt is not a list of known values, of which none stands alone.");
        if (!TryReadMaxAge(parameters[Parameter.MaxAge], out var maxAge))
            return ProtocolError.InvalidRequest("max_age is not a number of seconds.");
        if ((await people.ReadAsync(parameters, client, ct)).Refused(out error, out var wish))
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
            Prompts = prompts,
            MaxAge = maxAge ?? client.Metadata.DefaultMaxAge,
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

    private static ProtocolError? WhyRefused(
        AuthorizationParameters parameters,
        Client client,
        ResponseShape shape,
        RequestedScopes scopes
    )
    {
        // OpenID Connect Core §7.2.1
        if (parameters.Has(Parameter.Registration))
            return new ProtocolError("registration_not_supported", "registration is not supported.");
        if (shape.Types.HasFlag(ResponseTypes.IdToken))
        {
            if (!scopes.Scopes.Contains(StandardScopes.OpenId))
                return ProtocolError.InvalidScope("An ID token needs the scope openid.");
            // OpenID Connect Core §3.2.2.1
            if (!parameters.Has(Parameter.Nonce))
                return ProtocolError.InvalidRequest("nonce is missing.");
        }
        return shape.Types.HasFlag(ResponseTypes.Code) ? WhyChallengeRefused(parameters, client) : null;
    }

    private static ProtocolError? WhyChallengeRefused(AuthorizationParameters parameters, Client client)
    {
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

    private static Prompts? ReadPrompts(string? text)
    {
        var prompts = Prompts.Unspecified;
        foreach (var word in text?.Split(' ') ?? [])
        {
            prompts |= word switch
            {
                "none" => Prompts.None,
                "login" => Prompts.Login,
                "consent" => Prompts.Consent,
                "select_account" => Prompts.SelectAccount,
                "create" => Prompts.Create,
                _ => Prompts.Unspecified,
            };
            if (word is not ("none" or "login" or "consent" or "select_account" or "create"))
                return null;
        }
        // OpenID Connect Core §3.1.2.1: none with another value is an error.
        return prompts.HasFlag(Prompts.None) && prompts != Prompts.None ? null : prompts;
    }

    private static bool TryReadMaxAge(string? text, out int? seconds)
    {
        seconds = null;
        if (text is null)
            return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read))
            return false;
        seconds = read;
        return true;
    }
}
