using System.Text.Json;
using System.Text.Json.Serialization;
using Identity.Server.Clients.Metadata;
using Identity.Server.Management.Wire;

namespace Identity.Server.Management.Api.Clients;

/// <summary>A client to be registered: its members, or a preset and what is to be other than that.</summary>
[DescribedAs(typeof(PresetShape), typeof(ClientMembersShape), typeof(ClientMetadata))]
[JsonConverter(typeof(PlainJsonConverter<NewClientBody>))]
internal sealed record NewClientBody(JsonElement Json) : IPlainJson<NewClientBody>
{
    public static NewClientBody Of(JsonElement json) => new(json);
}

/// <summary>What is to change of a client.</summary>
[DescribedAs(typeof(ClientMembersShape), typeof(ClientMetadata))]
[JsonConverter(typeof(PlainJsonConverter<ClientPatch>))]
internal sealed record ClientPatch(JsonElement Json) : IPlainJson<ClientPatch>
{
    public static ClientPatch Of(JsonElement json) => new(json);
}

/// <summary>The member that names a preset.</summary>
internal sealed record PresetShape
{
    public string? Preset { get; init; }
}
