using System.Text.Json.Nodes;

namespace Identity.Server.Database.Documents;

/// <summary>A thing that is to be other than it was, as documents write it.</summary>
/// <param name="Kind">What it is, as `client`.</param>
/// <param name="Name">Its name among those.</param>
/// <param name="Before">What it was; null where there was none.</param>
/// <param name="After">What it is to be; null where there is to be none.</param>
internal sealed record DocumentChange(string Kind, string Name, JsonObject? Before, JsonObject? After)
{
    /// <summary>Where its new secret is from; null where it has none, or keeps the one that it has.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether anything changes at all.</summary>
    public bool IsOne => Secret is not null || !JsonNode.DeepEquals(Before, After);
}
