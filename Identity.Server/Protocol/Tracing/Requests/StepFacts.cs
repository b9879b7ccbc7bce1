using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Tracing;

namespace Identity.Server.Protocol.Tracing.Requests;

/// <summary>What each step of an authorization request had before it: what was asked, and what is registered.</summary>
/// <remarks>It decides nothing. Of what may be worth something (state, nonce, tokens, objects) it says no more than that it is there.</remarks>
internal sealed class StepFacts(ClientCatalog clients, ApiCatalog apis)
{
    private static readonly string[] Read =
    [
        Parameter.AcrValues,
        Parameter.Claims,
        Parameter.ClientId,
        Parameter.CodeChallenge,
        Parameter.CodeChallengeMethod,
        "display",
        Parameter.IdTokenHint,
        Parameter.LoginHint,
        Parameter.MaxAge,
        Parameter.Nonce,
        Parameter.Prompt,
        Parameter.RedirectUri,
        Parameter.Registration,
        Parameter.Request,
        Parameter.RequestUri,
        Parameter.Resource,
        Parameter.ResponseMode,
        Parameter.ResponseType,
        Parameter.Scope,
        Parameter.State,
        Parameter.UiLocales,
    ];

    // Whoever has put one of them into an address has shown it to everybody on the way.
    private static readonly string[] Secrets =
    [
        Parameter.ClientSecret,
        Parameter.ClientAssertion,
        Parameter.CodeVerifier,
        Parameter.Password,
        Parameter.RefreshToken,
        Parameter.AccessToken,
    ];

    /// <param name="parameters">Those that count at that step: what was brought, or what was signed.</param>
    public TraceFacts Of(RecordedStep step, AuthorizationParameters parameters, Client? client)
    {
        var facts = new TraceFacts();
        return step.Step switch
        {
            AuthorizationStep.Parameters => OfParameters(facts, parameters),
            AuthorizationStep.Client => OfClient(facts, parameters, client, step.Error),
            AuthorizationStep.RequestObject => OfObject(facts, parameters, client),
            AuthorizationStep.ReturnAddress => OfAddress(facts, parameters, client, step),
            AuthorizationStep.ResponseShape => OfShape(facts, parameters, client, step.Made as ResponseShape),
            AuthorizationStep.Scopes => OfScopes(facts, parameters, client, step.Made as RequestedScopes),
            AuthorizationStep.IdToken => facts.Add("nonce", parameters.Has(Parameter.Nonce)),
            AuthorizationStep.CodeChallenge => OfChallenge(facts, parameters, client),
            AuthorizationStep.Questions => facts
                .Add(Parameter.Prompt, parameters[Parameter.Prompt])
                .Add(Parameter.MaxAge, parameters[Parameter.MaxAge])
                .Add("default_max_age", client?.Metadata.DefaultMaxAge?.ToString(provider: null)),
            AuthorizationStep.Person => facts
                .Add("id_token_hint", parameters.Has(Parameter.IdTokenHint))
                .Add(Parameter.Claims, parameters[Parameter.Claims])
                .Add("person", (step.Made as PersonWish)?.Person),
            _ => facts,
        };
    }

    private static TraceFacts OfParameters(TraceFacts facts, AuthorizationParameters parameters)
    {
        facts.Add("given", parameters.Names);
        facts.Add("not read here", parameters.Names.Where(name => !Read.Contains(name) && !Secrets.Contains(name)));
        var leaked = parameters.Names.Where(Secrets.Contains).ToList();
        return leaked is []
            ? facts
            : facts.Add("must not be here", $"{string.Join(' ', leaked)}: everybody on the way has seen it; change it");
    }

    private TraceFacts OfClient(
        TraceFacts facts,
        AuthorizationParameters parameters,
        Client? client,
        ProtocolError? error
    )
    {
        if (parameters[Parameter.ClientId] is not { } given)
            return facts;
        facts.Add(Parameter.ClientId, given);
        if ((client ?? clients.Find(given)) is not { } known)
            return facts.Add("nearest client_id", error is null ? null : NearestTo(given));
        return facts
            .Add("name", known.Name)
            .Add("kind", known.IsPublic ? "public" : $"confidential, {known.AuthenticationMethod}")
            .Add("disabled", known.IsDisabled)
            .Add("first_party", known.IsFirstParty)
            .Add("grant_types", known.GrantTypes.Order(StringComparer.Ordinal));
    }

    private static TraceFacts OfObject(TraceFacts facts, AuthorizationParameters parameters, Client? client)
    {
        var header = parameters[Parameter.Request] is { } text ? CompactJws.PeekHeader(text) : null;
        return facts
            .Add(
                "request object",
                parameters.Has(Parameter.Request) ? "in the request"
                    : parameters.Has(Parameter.RequestUri) ? "at request_uri"
                    : "none"
            )
            .Add(Parameter.RequestUri, ShownOf(parameters[Parameter.RequestUri]))
            .Add("alg", header?.Algorithm.Name)
            .Add("kid", header?.KeyId)
            .Add("registered alg", client?.Metadata.RequestObjectSigningAlg)
            .Add("must be signed", client?.Metadata.RequireSignedRequestObject == true)
            .Add("must be pushed", client?.Metadata.RequirePushedAuthorizationRequests == true);
    }

    // The name of a pushed request is worth something, be it of another server.
    private static string? ShownOf(string? requestUri) =>
        requestUri?.StartsWith(PendingRequests.PushedPrefix, StringComparison.Ordinal) == true
            ? $"{PendingRequests.PushedPrefix}…"
            : requestUri;

    private static TraceFacts OfAddress(
        TraceFacts facts,
        AuthorizationParameters parameters,
        Client? client,
        RecordedStep step
    )
    {
        var given = parameters[Parameter.RedirectUri];
        facts.Add("given", given ?? "none").Add("registered", client?.RedirectUris ?? []);
        if (step.Error is null)
            return facts.Add("sent to", (step.Made as AuthorizingClient)?.Address.Uri);
        return given is null || client is null
            ? facts
            : facts.Add("nearest registered", RedirectDifference.NearestOf(given, client.RedirectUris));
    }

    private static TraceFacts OfShape(
        TraceFacts facts,
        AuthorizationParameters parameters,
        Client? client,
        ResponseShape? shape
    ) =>
        facts
            .Add(Parameter.ResponseType, parameters[Parameter.ResponseType])
            .Add(Parameter.ResponseMode, parameters[Parameter.ResponseMode])
            .Add("answered by", shape is null ? null : $"{shape.Mode}{(shape.IsJwt ? ", as a signed JWT" : "")}")
            .Add("registered response_types", (client?.Metadata.ResponseTypes ?? ["code"]).Select(one => $"'{one}'"));

    private TraceFacts OfScopes(
        TraceFacts facts,
        AuthorizationParameters parameters,
        Client? client,
        RequestedScopes? made
    )
    {
        var known = apis.Snapshot;
        var asked = parameters[Parameter.Scope]?.Split(' ') ?? [];
        return facts
            .Add("asked", asked)
            .Add("unknown, and ignored", asked.Where(name => !known.Knows(name)))
            .Add(
                "not allowed for this client",
                asked.Where(name => known.Knows(name) && client?.Scopes.Contains(name) == false)
            )
            .Add("allowed for this client", client?.Scopes.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
            .Add("granted", made?.Scopes.Names ?? [])
            .Add("left out", made is null ? [] : asked.Where(name => known.Knows(name) && !made.Scopes.Contains(name)))
            .Add(Parameter.Resource, parameters.Resources)
            .Add(
                "apis",
                (made?.Scopes.Names ?? [])
                    .Select(name => known.FindScope(name)?.Audience)
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal)
            );
    }

    private static TraceFacts OfChallenge(TraceFacts facts, AuthorizationParameters parameters, Client? client) =>
        facts
            .Add(
                "code_challenge",
                parameters[Parameter.CodeChallenge] is { } given ? $"{given.Length} characters" : "none"
            )
            .Add(Parameter.CodeChallengeMethod, parameters[Parameter.CodeChallengeMethod])
            .Add("client must use PKCE", client is not { IsPublic: false, Metadata.RequirePkce: false });

    private string? NearestTo(string given)
    {
        const int Longest = 100;
        const int MostCompared = 10_000;
        return given.Length > Longest
            ? null
            : RedirectDifference.NearestOf(
                given,
                clients.All.Keys.Where(id => id.Length <= Longest).Take(MostCompared)
            );
    }
}
