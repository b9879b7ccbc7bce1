using System.Reflection;

namespace Identity.Server.Hosting.Telemetry;

/// <summary>Which build this is, as metrics and traces name it.</summary>
internal static class BuildVersion
{
    /// <summary>The version, with the commit after a plus sign where the build knew it.</summary>
    public static string Text { get; } =
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";
}
