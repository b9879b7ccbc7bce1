using Identity.Server.Audit;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Answering;

/// <summary>Keeps those who may do less off those who may do more.</summary>
internal sealed class Guarded(RoleMembers members)
{
    /// <returns>What is in the way of whoever acts on something of a person's; null where nothing is.</returns>
    public async Task<Problem?> ActingOnAsync(Call call, Guid userId, CancellationToken ct) =>
        RaisingRules.ActingOn(call.Actor, await members.OfUserAsync(userId, ct)) is { } why
            ? Problem.Forbidden(why)
            : null;

    /// <summary>Likewise of a person's or a client's; what is nobody's is free.</summary>
    public async Task<Problem?> ActingOnAsync(Call call, AuditParty? owner, CancellationToken ct)
    {
        if (owner?.UserId is { } user)
            return await ActingOnAsync(call, user, ct);
        if (owner is not { Kind: AuditParty.ClientKind, Id: var client })
            return null;
        return RaisingRules.ActingOn(call.Actor, await members.OfClientAsync(client, ct)) is { } why
            ? Problem.Forbidden(why)
            : null;
    }
}
