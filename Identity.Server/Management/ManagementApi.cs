using Identity.Server.Resources;

namespace Identity.Server.Management;

/// <summary>Where the API is.</summary>
internal static class ManagementApi
{
    public const string Root = "/api/v1";

    public const string Audience = BuiltInApi.ManagementAudience;

    public const string Scope = BuiltInApi.ManagementScope;
}
