using Identity.Server.Audit;

namespace Identity.Server.Roles;

/// <summary>Why somebody may not do a thing although their permissions let them call for it: a sentence for them to read.</summary>
/// <param name="Lacking">The permission that they would need as well; null where none would do.</param>
internal sealed record RightsProblem(string Sentence, Permission? Lacking = null);

/// <summary>The rules by which nobody raises themselves, or touches those who may do more than they.</summary>
internal static class RaisingRules
{
    /// <summary>Nobody gives, takes or edits a role that holds a permission they do not hold.</summary>
    public static RightsProblem? Handling(Actor actor, params IEnumerable<Role> roles)
    {
        foreach (var role in roles)
        {
            if (actor.Rights.FirstLacking(role.Permissions) is { } lacking)
                return new($"The role '{role.Name}' holds {lacking}, which you do not hold.", lacking);
        }
        return null;
    }

    /// <summary>Nobody puts a permission into a role that they do not hold.</summary>
    public static RightsProblem? Including(Actor actor, IEnumerable<Permission> permissions) =>
        actor.Rights.FirstLacking(permissions) is { } lacking
            ? new($"You do not hold {lacking}, and so cannot put it into a role.", lacking)
            : null;

    /// <summary>Nobody edits a role that they are in.</summary>
    public static RightsProblem? Editing(Actor actor, Role role) =>
        actor.IsIn(role.Name)
            ? new($"You are in the role '{role.Name}' yourself: somebody else has to change it.")
            : Handling(actor, role);

    /// <summary>Nobody changes their own roles, nor those of somebody who may do more than they.</summary>
    /// <param name="held">The roles that the other one has.</param>
    /// <param name="changed">Those that are given or taken.</param>
    public static RightsProblem? Giving(
        Actor actor,
        AuditParty to,
        IEnumerable<Role> held,
        IEnumerable<Role> changed
    ) =>
        actor.Party == to
            ? new("Nobody changes their own roles: somebody else has to.")
            : ActingOn(actor, held) ?? Handling(actor, changed);

    /// <summary>Whoever acts on somebody holds every permission that they hold.</summary>
    /// <param name="held">The roles of the one who is acted on, be it a person or a client.</param>
    public static RightsProblem? ActingOn(Actor actor, IEnumerable<Role> held) =>
        actor.Rights.FirstLacking(held.SelectMany(role => role.Permissions)) is { } lacking
            ? new($"They hold {lacking}, which you do not hold.", lacking)
            : null;

    /// <summary>A client that may ask for the scope of this API is handled by those alone who hold every permission.</summary>
    public static RightsProblem? HandlingManagingClient(Actor actor) =>
        actor.Rights.FirstLacking(Permission.All) is { } lacking
            ? new(
                $"A client that may manage this server is for owners to handle, and you do not hold {lacking}.",
                lacking
            )
            : null;
}
