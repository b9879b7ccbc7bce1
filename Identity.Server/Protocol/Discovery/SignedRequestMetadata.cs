using System.Text.Json;
using Identity.Jose;
using Identity.Server.Keys.Encryption;

namespace Identity.Server.Protocol.Discovery;

/// <summary>What the metadata says of signed requests, and of signed answers to them.</summary>
/// <remarks>OpenID Connect Discovery §3; RFC 9101 §10.5; JARM §4.</remarks>
internal static class SignedRequestMetadata
{
    private static readonly IEnumerable<string> Signing = JwsAlgorithm.All.Select(algorithm => algorithm.Name);

    private static readonly IEnumerable<string> Encrypting = JweAlgorithm.All.Select(algorithm => algorithm.Name);

    private static readonly IEnumerable<string> Contents = JweEncryption.All.Select(encryption => encryption.Name);

    // With keys of ours, or with the secret that we share.
    private static readonly IEnumerable<string> Decrypting = EncryptionKeys
        .Algorithms.Concat(JweAlgorithm.All.Where(algorithm => algorithm.IsSymmetric))
        .Select(algorithm => algorithm.Name);

    public static void WriteTo(Utf8JsonWriter json)
    {
        json.WriteBoolean("request_parameter_supported", value: true);
        json.WriteBoolean("request_uri_parameter_supported", value: true);
        json.WriteBoolean("require_request_uri_registration", value: true);
        json.WriteBoolean("require_signed_request_object", value: false);
        Write(json, "request_object_signing_alg_values_supported", Signing);
        Write(json, "request_object_encryption_alg_values_supported", Decrypting);
        Write(json, "request_object_encryption_enc_values_supported", Contents);
        Write(json, "authorization_signing_alg_values_supported", Signing);
        Write(json, "authorization_encryption_alg_values_supported", Encrypting);
        Write(json, "authorization_encryption_enc_values_supported", Contents);
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
