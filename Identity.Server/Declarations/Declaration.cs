using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Clients.Declarations;
using Identity.Server.Resources.Declarations;
using Identity.Server.Roles;

namespace Identity.Server.Declarations;

/// <summary>What a server is to be like. A kind that is null is not spoken of: nothing of it is changed or taken away.</summary>
internal sealed record Declaration
{
    /// <summary>The version of the format, and the member that names it.</summary>
    public const string VersionMember = "identity";
    public const int Version = 1;

    public const string ApisMember = "apis";
    public const string ClientsMember = "clients";
    public const string RolesMember = "roles";
    public const string ProfilesMember = "profiles";

    public IReadOnlyList<DeclaredApi>? Apis { get; init; }
    public IReadOnlyList<DeclaredClient>? Clients { get; init; }

    /// <summary>The roles of declared clients, by their ids, and where it says so.</summary>
    public IReadOnlyDictionary<string, (string[] Roles, string At)> ClientRoles { get; init; } =
        new Dictionary<string, (string[] Roles, string At)>(StringComparer.Ordinal);
    public IReadOnlyList<DeclaredRole>? Roles { get; init; }
    public IReadOnlyList<DeclaredProfile>? Profiles { get; init; }
}
