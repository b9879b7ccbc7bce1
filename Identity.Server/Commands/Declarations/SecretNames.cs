using System.Text.Json.Nodes;

namespace Identity.Server.Commands.Declarations;

/// <summary>Names an environment variable for each secret that an export leaves out: a profile's own choice, or one made of the owner's name.</summary>
internal sealed class SecretNames
{
    private readonly Dictionary<string, string> _chosen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public SecretNames(IEnumerable<JsonObject> profiles)
    {
        foreach (var profile in profiles)
        {
            if (
                profile["api"] is not JsonObject api
                || api["secret"]?["environment"]?.GetValue<string>() is not { } name
            )
            {
                continue;
            }
            _chosen.TryAdd(api["audience"]!.GetValue<string>(), name);
            _taken.Add(name);
        }
    }

    /// <param name="secret">What the variable will have to hold: text as it is, and bytes as base64url.</param>
    public JsonObject OfApi(string audience, ReadOnlySpan<byte> secret)
    {
        var isText = !secret.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        if (isText)
        {
            return new JsonObject
            {
                [SecretPlaces.Variable] = _chosen.GetValueOrDefault(audience) ?? Name("API", audience),
            };
        }
        return new JsonObject
        {
            [SecretPlaces.Variable] = Name("API", audience),
            [SecretPlaces.EncodingMember] = SecretPlaces.Base64,
        };
    }

    public JsonObject OfClient(string clientId) => new() { [SecretPlaces.Variable] = Name("CLIENT", clientId) };

    private string Name(string kind, string owner)
    {
        var letters = owner.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_');
        var name = $"{kind}_{string.Concat(letters)}_SECRET";
        var free = name;
        for (var again = 2; !_taken.Add(free); again++)
            free = $"{name}_{again}";
        return free;
    }
}
