using System.Collections.Frozen;

namespace Identity.Server.Resources;

/// <summary>The scopes that OpenID Connect itself defines; they belong to no API.</summary>
/// <remarks>OpenID Connect Core §5.4, OpenID Connect Core §11.</remarks>
internal static class StandardScopes
{
    public const string OpenId = "openid";
    public const string Profile = "profile";
    public const string Email = "email";
    public const string Phone = "phone";
    public const string Address = "address";
    public const string OfflineAccess = "offline_access";

    public static readonly FrozenSet<string> All = FrozenSet.ToFrozenSet([
        OpenId,
        Profile,
        Email,
        Phone,
        Address,
        OfflineAccess,
    ]);
}
