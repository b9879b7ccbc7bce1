using Identity.Server.Clients;
using Identity.Server.Protocol.Introspection;
using Identity.Server.Protocol.UserInfo;
using Identity.Server.Resources;
using Identity.Server.Tracing;

namespace Identity.Server.Protocol.Tracing.Tokens;

/// <summary>What the endpoints that take tokens say to one: they are asked, each with its own code.</summary>
internal sealed class EndpointSteps(TokenInspector inspector, UserInfoAccess userInfo, ClientCatalog clients)
{
    private const int MostApis = 3;

    /// <summary>Asks as the client that owns the token would, and as those would that speak for its API.</summary>
    public async Task<IReadOnlyList<(TraceStep Step, bool IsActive)>> IntrospectAsync(
        string token,
        Client? owner,
        Api? api,
        CancellationToken ct
    )
    {
        // RFC 7662 §2.1: a public client cannot ask.
        var asking = owner is { IsPublic: false, IsDisabled: false } ? new List<Client> { owner } : [];
        asking.AddRange(
            clients
                .All.Values.Where(client =>
                    client is { IsPublic: false, IsDisabled: false, Audience: { } audience }
                    && audience == api?.Audience
                    && client.ClientId != owner?.ClientId
                )
                .Take(MostApis)
        );
        var answers = new List<(TraceStep, bool)>();
        foreach (var client in asking)
        {
            var isActive = await inspector.InspectAsync(token, client, ct) is not Inspection.Inactive;
            var step = new TraceStep(
                $"What introspection says to {client.ClientId}",
                isActive ? StepOutcome.Passed : StepOutcome.Failed
            )
            {
                Public = isActive ? "active: true" : "active: false",
                Clause = "RFC 7662 §2.2",
            };
            answers.Add((step, isActive));
        }
        return answers;
    }

    public async Task<TraceStep> UserInfoAsync(string token, ScopeSet scopes, CancellationToken ct)
    {
        var isRefused = (await userInfo.OpenAsync(token, ct)).Refused(out var error, out _);
        // A token of an API alone is not meant for it.
        var isMeant = scopes.Contains(StandardScopes.OpenId);
        return new TraceStep(
            "What userinfo says",
            !isRefused ? StepOutcome.Passed
                : isMeant ? StepOutcome.Failed
                : StepOutcome.Note
        )
        {
            Public = error is null ? "The claims of the person." : $"{error.Code}: {error.Description}",
            Private = error?.Reason,
            Clause = "OpenID Connect Core §5.3",
        };
    }
}
