using System.Text.Json;
using System.Text.Json.Serialization;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>What a client may be that nobody of ours has looked at. It is never ours, and a person is always asked.</summary>
internal sealed record RegistrationPolicy
{
    public required string[] GrantTypes { get; init; }
    public required string[] Scopes { get; init; }

    /// <summary>Whether confidential clients, too, have to use PKCE. Public ones always have to (RFC 9700 §2.1.1).</summary>
    public bool RequiresPkce { get; init; } = true;

    /// <summary>Whether grant and response types that are not allowed are left out, and not refused.</summary>
    public bool LeavesOut { get; init; }

    /// <summary>What a client may be that changes its registration: nothing that it is has to be given up.</summary>
    /// <param name="everybody">What it may be besides; null for nothing.</param>
    public static RegistrationPolicy ToKeep(NewClient client, RegistrationPolicy? everybody) =>
        new()
        {
            GrantTypes = [.. client.GrantTypes.Union(everybody?.GrantTypes ?? [], StringComparer.Ordinal)],
            Scopes = [.. client.Scopes.Union(everybody?.Scopes ?? [], StringComparer.Ordinal)],
            RequiresPkce = client.Metadata.RequirePkce != false,
        };
}

/// <summary>Policies as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RegistrationPolicy))]
internal sealed partial class RegistrationPolicyJson : JsonSerializerContext
{
    public static string Write(RegistrationPolicy policy) =>
        JsonSerializer.Serialize(policy, Default.RegistrationPolicy);

    public static RegistrationPolicy Read(string json) => JsonSerializer.Deserialize(json, Default.RegistrationPolicy)!;
}
