namespace Identity.Server.Database.Upgrades;

/// <summary>Marks a migration that takes away, renames or narrows what an earlier release used.</summary>
/// <remarks>
/// A new release migrates while nodes of the one before still serve. So a thing is taken away only when a release has been
/// out that does not use it any more: <paramref name="since"/> is the first such release.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ContractAttribute(string since) : Attribute
{
    public string Since => since;
}
