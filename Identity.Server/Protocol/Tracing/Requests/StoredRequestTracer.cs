using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Tracing;

namespace Identity.Server.Protocol.Tracing.Requests;

/// <summary>Retraces a request that is stored: one that its client has pushed, or one that waits for its person. It stays where it is.</summary>
/// <remarks>RFC 9126 §4.</remarks>
internal sealed class StoredRequestTracer(
    PendingRequests requests,
    ClientFinder clients,
    Outlook outlook,
    TimeProvider clock
)
{
    private const string AddressTitle = "The redirect URI is the client's own still";
    private const string AddressClause = "RFC 9700 §4.1.3";

    /// <param name="handle">Its name.</param>
    /// <param name="steps">What came before.</param>
    /// <param name="client">The client that comes with it; null where that is not known, and its own is meant.</param>
    /// <param name="user">Of whom it is asked how they would fare.</param>
    public async Task<Retraced> TraceAsync(
        string handle,
        IReadOnlyList<TraceStep> steps,
        Client? client,
        string? user,
        CancellationToken ct
    )
    {
        var stored = await requests.LookAsync(handle, ct);
        var named = client ?? await ClientOfAsync(stored, ct);
        var isPushed = requests.IsPushed(handle);
        var why = WhyOver(stored, named, isPushed);
        var found = new TraceStep(
            isPushed ? "The request that was pushed" : "The request that waits for its person",
            why is null ? StepOutcome.Passed : StepOutcome.Failed
        )
        {
            Public = why is null ? null : PublicOf(named, isPushed),
            Private = why ?? (stored is { IsTaken: true } ? "It is its browser's alone from now on." : null),
            Clause = isPushed ? "RFC 9126 §4" : "OpenID Connect Core §3.1.2.3",
            Facts = stored is null ? [] : FactsOf(stored),
        };
        var about = named is null ? (AuditParty?)null : AuditParty.Client(named.ClientId);
        if (why is not null || stored is null || named is null)
        {
            return new Retraced(
                TraceKind.Authorization,
                $"The request is over, or was never there: {why}",
                [.. steps, found]
            )
            {
                About = about,
            };
        }

        if (ReturnAddress.Resolve(named, stored.Request) is not { } address)
            return TakenBack(stored, named, [.. steps, found], isPushed);
        var proven = new TraceStep(AddressTitle, StepOutcome.Passed)
        {
            Clause = AddressClause,
            Facts = new TraceFacts().Add("sent to", address.Uri),
        };
        var (next, verdict) = await outlook.LookAsync(
            new AuthorizingClient(named, address),
            stored.Request,
            stored.Progress,
            user,
            ct
        );
        return new Retraced(TraceKind.Authorization, verdict, [.. steps, found, proven, .. next]) { About = about };
    }

    private async ValueTask<Client?> ClientOfAsync(StoredRequest? stored, CancellationToken ct) =>
        stored is null ? null : await clients.FindSoonAsync(stored.Request.ClientId, ct);

    private string? WhyOver(StoredRequest? stored, Client? client, bool isPushed)
    {
        if (stored is null)
            return "No request of this name is stored: it was never given out by this server, or has been over for long.";
        if (client is not { IsDisabled: false })
            return "Its client is disabled or gone.";
        if (stored.Request.ClientId != client.ClientId)
            return $"It was pushed by another client, {stored.Request.ClientId}.";
        if (stored.AnsweredAt is { } answered)
            return $"It was answered at {answered.UtcDateTime:u}, and is good once.";
        var now = clock.GetUtcNow();
        if (isPushed && !stored.IsTaken && !stored.IsClaimable)
            return $"No browser came with it until {stored.PushedUntil?.UtcDateTime:u}.";
        return stored.ExpiresAt <= now ? $"It has expired at {stored.ExpiresAt.UtcDateTime:u}." : null;
    }

    private static string PublicOf(Client? client, bool isPushed)
    {
        if (!isPushed)
            return "The browser is led to a page that says how to begin again.";
        var error = AuthorizeEndpoint.PushedRequestOver(client?.ClientId);
        return $"{error.Code}: {error.Description}";
    }

    private static Retraced TakenBack(StoredRequest stored, Client client, List<TraceStep> steps, bool isPushed)
    {
        steps.Add(
            new TraceStep(AddressTitle, StepOutcome.Failed)
            {
                Public = PublicOf(client, isPushed),
                Private = "It was registered when the request came, and has been taken back since.",
                Clause = AddressClause,
                Facts = new TraceFacts()
                    .Add("given", stored.Request.RedirectUri)
                    .Add("registered", client.RedirectUris),
            }
        );
        return new Retraced(
            TraceKind.Authorization,
            "The request goes nowhere: its redirect URI has been taken back since it came.",
            steps
        )
        {
            About = AuditParty.Client(client.ClientId),
        };
    }

    private static TraceFacts FactsOf(StoredRequest stored) =>
        new TraceFacts()
            .Add("client_id", stored.Request.ClientId)
            .Add("response_types", $"{stored.Request.ResponseTypes}")
            .Add("scope", stored.Request.Scopes)
            .Add("resource", stored.Request.Resources)
            .Add("prompt", stored.Request.Prompts == Prompts.Unspecified ? null : $"{stored.Request.Prompts}")
            .Add("max_age", stored.Request.MaxAge?.ToString(provider: null))
            .Add("created_at", stored.CreatedAt)
            .Add("browser must come until", stored.PushedUntil)
            .Add("a browser has come", stored.IsTaken)
            .Add("came_at", stored.Progress?.VisitedAt)
            .Add("consented_by", stored.Progress?.ConsentedBy)
            .Add("refused_at", stored.Progress?.RefusedAt)
            .Add("answered_at", stored.AnsweredAt)
            .Add("expires_at", stored.ExpiresAt);
}
