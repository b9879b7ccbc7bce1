using System.Text.Json;
using Identity.Jose;
using Identity.Server.Clients.Metadata;
using Identity.Server.Resources.Claims;

namespace Identity.Server.Protocol.Discovery;

/// <summary>What discovery says of the claims about people: which there are, who a person is called to whom, and how it is protected.</summary>
/// <remarks>OpenID Connect Discovery §3.</remarks>
internal static class ClaimsMetadata
{
    private static readonly string[] Signing = [.. JwsAlgorithm.All.Select(algorithm => algorithm.Name)];
    private static readonly string[] Wrapping = [.. JweAlgorithm.All.Select(algorithm => algorithm.Name)];
    private static readonly string[] Encrypting = [.. JweEncryption.All.Select(encryption => encryption.Name)];

    /// <summary>What an ID token says of the sign-in, then what it and userinfo say of the person.</summary>
    private static readonly string[] Claims =
    [
        StandardClaims.Subject,
        "iss",
        StandardClaims.AuthTime,
        StandardClaims.Acr,
        "amr",
        "sid",
        .. StandardClaims.Names.Order(StringComparer.Ordinal),
    ];

    public static void WriteTo(Utf8JsonWriter json)
    {
        Write(json, "subject_types_supported", [SubjectTypes.Public, SubjectTypes.Pairwise]);
        Write(json, "acr_values_supported", ["pwd"]);
        WriteProtection(json, "id_token");
        WriteProtection(json, "userinfo");
        Write(json, "claim_types_supported", ["normal"]);
        Write(json, "claims_supported", Claims);
        json.WriteBoolean("claims_parameter_supported", value: true);
    }

    private static void WriteProtection(Utf8JsonWriter json, string what)
    {
        Write(json, $"{what}_signing_alg_values_supported", Signing);
        Write(json, $"{what}_encryption_alg_values_supported", Wrapping);
        Write(json, $"{what}_encryption_enc_values_supported", Encrypting);
    }

    private static void Write(Utf8JsonWriter json, string name, string[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
