using Microsoft.AspNetCore.Components;

namespace Identity.Admin.Blocks.Details;

/// <summary>One side of a thing.</summary>
/// <param name="Key">As it stands in the address; empty for the first one.</param>
public sealed record Tab(string Key, string Name, RenderFragment Body)
{
    /// <summary>How many there are on it; null where that is not known, or says nothing.</summary>
    public int? Count { get; init; }

    /// <summary>A side that is a component without parameters: what it shows reaches it from the page around it.</summary>
    public static Tab Of<TSide>(string key, string name)
        where TSide : IComponent =>
        new(
            key,
            name,
            builder =>
            {
                builder.OpenComponent<TSide>(0);
                builder.CloseComponent();
            }
        );
}
