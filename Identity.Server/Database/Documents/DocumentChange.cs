using System.Text.Json.Nodes;

namespace Identity.Server.Database.Documents;

/// <summary>A thing that is to be other than it was, as documents write it.</summary>
/// <param name="Kind">What it is, as `client`.</param>
/// <param name="Name">Its name among those.</param>
/// <param name="Before">What it was; null where there was none.</param>
/// <param name="After">What it is to be; null where there is to be none.</param>
internal sealed record DocumentChange(string Kind, string Name, JsonObject? Before, JsonObject? After)
{
    /// <summary>A secret that it has from now on; null where it has none, or keeps the one that it has.</summary>
    public NewSecret? Secret { get; init; }

    /// <summary>Whether anything changes at all.</summary>
    public bool IsOne => Secret is not null || !JsonNode.DeepEquals(Before, After);

    /// <summary>What was and what is, of all that is not as it was; of a secret, its id.</summary>
    public JsonObject ToDetails()
    {
        var details = new JsonObject { ["before"] = Other(Before, After), ["after"] = Other(After, Before) };
        if (Secret is { } secret)
            details["new_secret"] = secret.Id.ToString();
        return details;
    }

    private static JsonObject? Other(JsonObject? one, JsonObject? than) =>
        one is null
            ? null
            : new JsonObject(
                one.Where(member => than is null || !JsonNode.DeepEquals(member.Value, than[member.Key]))
                    .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))
            );
}

/// <summary>A secret that was made a thing's own just now.</summary>
/// <param name="Place">Where it is from.</param>
internal sealed record NewSecret(Guid Id, string Place);
