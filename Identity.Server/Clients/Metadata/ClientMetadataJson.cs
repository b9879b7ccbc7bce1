using System.Text.Json;
using System.Text.Json.Serialization;

namespace Identity.Server.Clients.Metadata;

/// <summary>Client metadata as JSON: the registered names, and nothing for what was not said.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ClientMetadata))]
internal sealed partial class ClientMetadataJson : JsonSerializerContext
{
    public static string Write(ClientMetadata metadata) => JsonSerializer.Serialize(metadata, Default.ClientMetadata);

    public static ClientMetadata Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Default.ClientMetadata)!;

    public static ClientMetadata Read(string json) => JsonSerializer.Deserialize(json, Default.ClientMetadata)!;
}
