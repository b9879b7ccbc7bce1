using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Tokens;
using Identity.Server.Users;

namespace Identity.Server.Management.Answering;

/// <summary>Whoever calls, with what they may do at this moment. Holding one is the proof: it cannot be made any other way.</summary>
internal sealed class Caller
{
    private Caller(Actor actor, string name, string? email) => (Actor, Name, Email) = (actor, name, email);

    public Actor Actor { get; }

    public AuditParty Party => Actor.Party;

    public Rights Rights => Actor.Rights;

    public string Name { get; }

    /// <summary>Null for a client.</summary>
    public string? Email { get; }

    public override string ToString() => Party.ToString();

    /// <summary>Finds out who bears an access token: it must be ours, for this API, with its scope, and its owner not shut out since.</summary>
    /// <remarks>What somebody may do is looked up each time: the token says who they are, and never what they may.</remarks>
    internal sealed class Reader(
        AccessTokenReader reader,
        DenyList denied,
        ClientFinder clients,
        People people,
        RoleMembers members
    )
    {
        public async ValueTask<(Caller? Caller, Problem? Problem)> ReadAsync(string? bearer, CancellationToken ct)
        {
            if (bearer is null)
                return (null, Challenges.Missing());
            // A token signed with an API's own secret proves nothing here: the API could have made it.
            if (await reader.ReadAsync(bearer, ct) is not { IsShared: false } token)
                return Refuse("it is not ours, or has expired");
            if (token.Api?.Audience != ManagementApi.Audience)
                return Refuse("it is for another API");
            if (
                token.ClientId is not { } clientId
                || await clients.FindSoonAsync(clientId, ct) is not { IsDisabled: false } client
            )
            {
                return Refuse("its client is disabled or gone");
            }
            if (await denied.IsDeniedAsync(token, ct))
                return Refuse("it was ended");
            if (!token.Scopes.Contains(ManagementApi.Scope))
                return (null, Challenges.InsufficientScope());
            return await OwnerAsync(token, client, ct) is { } caller
                ? (caller, null)
                : Refuse("its account is gone or suspended");
        }

        private async ValueTask<Caller?> OwnerAsync(VerifiedAccessToken token, Client client, CancellationToken ct)
        {
            if (token.PersonId is not { } id)
            {
                return token.Claims.Subject == client.ClientId
                    ? new Caller(
                        new Actor(AuditParty.Client(client.ClientId), await members.OfClientAsync(client.ClientId, ct)),
                        client.Name,
                        email: null
                    )
                    : null;
            }

            return await people.FindActiveAsync(id, ct) is { } person
                ? new Caller(
                    new Actor(AuditParty.User(id), await members.OfUserAsync(id, ct)),
                    person.Name ?? person.Email,
                    person.Email
                )
                : null;
        }

        private static (Caller?, Problem?) Refuse(string reason) => (null, Challenges.Invalid(reason));
    }
}
