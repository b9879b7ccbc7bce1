using Identity.Server.Clients;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Tracing;
using Identity.Server.Users;

namespace Identity.Server.Protocol.Tracing.Tokens;

/// <summary>What a token hangs on: its client, its person, the browser session and the grant that it came of.</summary>
internal sealed class OwnerSteps(
    ClientFinder clients,
    People people,
    BrowserSessions sessions,
    RefreshFamilyLooks families,
    TimeProvider clock
)
{
    public async ValueTask<(TraceStep Step, Client? Client)> ClientAsync(string? clientId, CancellationToken ct)
    {
        const string Title = "The client that it was issued to";
        if (clientId is null)
        {
            return (new TraceStep(Title, StepOutcome.Note) { Private = "The token does not say whose it is." }, null);
        }
        var client = await clients.FindSoonAsync(clientId, ct);
        var error = client is null ? null : AuthenticatedClient.WhyShutOut(client);
        var step = new TraceStep(Title, client is null || error is not null ? StepOutcome.Failed : StepOutcome.Passed)
        {
            Public = error is null ? null : $"{error.Code}: {error.Description}",
            Private = client is null ? "There is no such client any more." : error?.Reason,
            Clause = "RFC 6749 §2.2",
            Facts = new TraceFacts()
                .Add("client_id", clientId)
                .Add("name", client?.Name)
                .Add("disabled", client?.IsDisabled == true)
                .Add("grant_types", client?.GrantTypes.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>()),
        };
        return (step, client);
    }

    public async Task<TraceStep> PersonAsync(Guid? id, CancellationToken ct)
    {
        const string Title = "The person that it is about";
        if (id is not { } person)
        {
            return new TraceStep(Title, StepOutcome.Note)
            {
                Private = "It is a client's own, or names its person in a way that only its API understands.",
            };
        }
        if (await people.LookAsync(person, ct) is not { } account)
        {
            return new TraceStep(Title, StepOutcome.Failed)
            {
                Private = "The account is gone.",
                Facts = new TraceFacts().Add("user", person),
            };
        }
        return new TraceStep(Title, account.SuspendedAt is null ? StepOutcome.Passed : StepOutcome.Failed)
        {
            Private = account.SuspendedAt is null ? null : "The account is suspended.",
            Facts = new TraceFacts()
                .Add("user", person)
                .Add("email", account.Person.Email)
                .Add("suspended_at", account.SuspendedAt)
                .Add("last_sign_in_at", account.Person.LastSignInAt),
        };
    }

    public async Task<TraceStep> SessionAsync(Guid? id, CancellationToken ct)
    {
        const string Title = "The browser session that it came of";
        if (id is not { } named)
            return new TraceStep(Title, StepOutcome.Note) { Private = "It came of none." };
        var session = await sessions.LookAtAsync(named, ct);
        return new TraceStep(Title, StepOutcome.Note)
        {
            Private = session is null
                ? "It is over: signed out, expired, or ended with all that the person held."
                : "It is alive.",
            Facts = new TraceFacts()
                .Add("session", named)
                .Add("device", session?.Device)
                .Add("auth_time", session?.AuthTime)
                .Add("expires_at", session?.ExpiresAt),
        };
    }

    public async Task<TraceStep> GrantAsync(Guid? id, CancellationToken ct)
    {
        const string Title = "The grant that it belongs to";
        if (id is not { } named)
            return new TraceStep(Title, StepOutcome.Note) { Private = "It names none, and ends by itself alone." };
        if (await families.FindAsync(named, ct) is not { } family)
        {
            return new TraceStep(Title, StepOutcome.Note)
            {
                Private = "There is no refresh family of it: none was begun, or it was over for long.",
                Facts = new TraceFacts().Add("grant", named),
            };
        }
        return new TraceStep(Title, StepOutcome.Note)
        {
            Private = WhyOver(family) ?? "Its refresh family is alive.",
            Facts = OfFamily(family),
        };
    }

    /// <returns>Why a family is over, whichever of its tokens is shown; null while it is alive.</returns>
    public string? WhyOver(FamilyState family)
    {
        var now = clock.GetUtcNow();
        return family.RevokedAt is { } revoked ? $"The refresh family was revoked at {revoked.UtcDateTime:u}."
            : family.IsOfEarlierEpoch ? "The refresh family ended with everything that the person held."
            : family.ExpiresAt <= now
                ? $"The refresh family ended at {family.ExpiresAt.UtcDateTime:u}, however much it was used."
            : family.IdleUntil <= now ? $"The refresh family was not used until {family.IdleUntil.UtcDateTime:u}."
            : null;
    }

    public static TraceFacts OfFamily(FamilyState family) =>
        new TraceFacts()
            .Add("grant", family.Id)
            .Add("client_id", family.ClientId)
            .Add("user", family.Subject)
            .Add("scope", family.Scopes)
            .Add("api", family.Audience)
            .Add("session", family.SessionId)
            .Add("created_at", family.CreatedAt)
            .Add("rotated_at", family.RotatedAt)
            .Add("idle_until", family.IdleUntil)
            .Add("expires_at", family.ExpiresAt)
            .Add("revoked_at", family.RevokedAt);
}
