using Identity.Server.Audit;

namespace Identity.Server.Roles;

/// <summary>Whoever is about to change something: who they are, which roles they have, and what they may do by them.</summary>
internal sealed record Actor(AuditParty Party, IReadOnlyList<Role> Roles)
{
    /// <summary>Whoever sits at the command line: there nobody is above them.</summary>
    public static Actor Console { get; } = new(AuditParty.Console, []) { Rights = Rights.All };

    public Rights Rights { get; private init; } = Rights.Of(Roles);

    public bool IsIn(string role) => Roles.Any(own => own.Name == role);
}
