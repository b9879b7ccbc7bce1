using Identity.Server.Clients;
using Identity.Server.Consents;
using Identity.Server.Sessions;

namespace Identity.Server.Interactions;

/// <summary>Finds the next step of a request, with what the person has allowed before.</summary>
internal sealed class NextSteps(ConsentLedger consents, TimeProvider clock)
{
    public Task<NextStep> FindAsync(PendingRequest pending, Client client, Session? session, CancellationToken ct) =>
        FindAsync(pending.Request, pending.Progress, client, session, ct);

    public async Task<NextStep> FindAsync(
        AuthorizationRequest request,
        Progress progress,
        Client client,
        Session? session,
        CancellationToken ct
    )
    {
        var allowed = await FindAllowedAsync(client, session, ct);
        return NextStep.For(request, progress, client, session, allowed, clock.GetUtcNow());
    }

    /// <returns>The scopes that the person has allowed the client; null for none, and where it makes no difference.</returns>
    public async Task<string[]?> FindAllowedAsync(Client client, Session? session, CancellationToken ct) =>
        // Our own clients need no consent, and so no look at it.
        session is null
        || client.IsFirstParty
            ? null
            : await consents.FindAsync(session.Person.Id, client.ClientId, ct);
}
