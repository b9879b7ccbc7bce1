using Identity.Server.Audit;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Api.Users;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Clients;

/// <summary>The roles of a client, for what it does by itself.</summary>
internal sealed class ClientRoleResource(CalledClients called, RoleMembers members) : IResource
{
    public string Tag => "Clients";

    public void Declare(Routes routes) =>
        routes.Put<ClientRolesBody, ClientAnswer>(
            "/clients/{client_id}/roles",
            Permission.RolesWrite,
            "Give a client these roles and no others",
            SetAsync
        );

    private async Task<Reply<ClientAnswer>> SetAsync(Call call, ClientRolesBody asked, CancellationToken ct)
    {
        if ((await called.FindToChangeAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        if (!call.IfMatch.Allows(found.Version))
            return Problem.PreconditionFailed();
        var expected = call.IfMatch.Pin(found.Version) is null ? null : found.RoleNames.ToList();
        var client = AuditParty.Client(found.Client.ClientId);
        var membership = await members.SetAsync(call.Actor, client, asked.Roles, expected, ct);
        if (membership is not Membership.Done)
            return MembershipProblem.Of(membership);
        return (await called.FindAsync(call, ct)).Refused(out problem, out var changed)
            ? problem
            : Reply.Of(changed.Show(), changed.Version);
    }
}

/// <summary>The roles that a client is to have, by name.</summary>
internal sealed record ClientRolesBody(IReadOnlyList<string> Roles);
