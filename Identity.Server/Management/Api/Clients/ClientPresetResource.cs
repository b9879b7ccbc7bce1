using System.Text.Json;
using System.Text.Json.Serialization;
using Identity.Server.Clients.Metadata;
using Identity.Server.Clients.Presets;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Clients;

/// <summary>What people build, and what a client of each kind is like.</summary>
internal sealed class ClientPresetResource : IResource
{
    public string Tag => "Clients";

    public void Declare(Routes routes) =>
        routes.List(
            "/client-presets",
            Permission.ClientsRead,
            "List the kinds of apps that a client can be registered for",
            Listing.Plain,
            (list, _) =>
                Task.FromResult<Reply<Page<ClientPresetAnswer>>>(
                    // In the order in which people think of them, and not by name.
                    list.PageOfAll(
                        ClientPreset.All.Index(),
                        preset => $"{preset.Index:00}",
                        preset => ClientPresetAnswer.Of(preset.Item)
                    )
                )
        );
}

/// <summary>A kind of app, as it is shown.</summary>
internal sealed record ClientPresetAnswer(string Name, string Title, string Description, PresetClientAnswer Client)
{
    public static ClientPresetAnswer Of(ClientPreset preset) =>
        new(
            preset.Name,
            preset.Title,
            preset.Description,
            new PresetClientAnswer(JsonSerializer.SerializeToElement(preset.Members))
        );
}

/// <summary>The members that clients of a kind have in common.</summary>
[DescribedAs(typeof(ClientMembersShape), typeof(ClientMetadata))]
[JsonConverter(typeof(PlainJsonConverter<PresetClientAnswer>))]
internal sealed record PresetClientAnswer(JsonElement Json) : IPlainJson<PresetClientAnswer>
{
    public static PresetClientAnswer Of(JsonElement json) => new(json);
}
