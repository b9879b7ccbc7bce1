using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Server.Clients.Declarations;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Clients.Presets;
using Identity.Server.Database.Documents;
using Identity.Server.Management.Wire;
using Identity.Server.Resources;

namespace Identity.Server.Management.Api.Clients;

/// <summary>Reads a client that is to be, with a sentence for everything that is wrong.</summary>
internal sealed class ClientReading(ApiCatalog apis)
{
    private const string Preset = "preset";

    /// <summary>Reads one that is to be registered. Without an id it gets one that nobody can guess.</summary>
    public Checked<DeclaredClient> ReadNew(JsonElement body)
    {
        var problems = new List<DocumentProblem>();
        var members = MergePatch.Apply(PresetOf(body, problems), body);
        members.Remove(Preset);
        members.TryAdd(ClientMembers.Id, SelfRegisteredClients.NewId());
        var asked = Read(members, problems);
        var client = asked.Client;
        // Who registers a client by hand has an app at hand: without an address it could not be answered.
        if (ResponseTypeGrants.NeedsRedirect(client.GrantTypes) && client.RedirectUris.Length == 0)
        {
            problems.Add(
                new DocumentProblem(
                    "redirect_uris",
                    "An app that signs people in needs an address to lead them back to."
                )
            );
        }
        CheckResources(client.Scopes, client.Audience, problems);
        return Of(asked, problems);
    }

    /// <summary>Reads one as a patch leaves it.</summary>
    public Checked<DeclaredClient> ReadChanged(CalledClient present, JsonElement patch)
    {
        var problems = new List<DocumentProblem>();
        var (client, before) = (present.Client, present.Client.Client);
        var asked = Read(MergePatch.Apply(client.Json, patch), problems);
        if (asked.Client.ClientId != client.ClientId)
            problems.Add(new DocumentProblem(ClientMembers.Id, "A client keeps its id."));
        // What it had before it may keep, whatever has become of that.
        CheckResources(
            asked.Client.Scopes.Except(before.Scopes, StringComparer.Ordinal),
            asked.Client.Audience == before.Audience ? null : asked.Client.Audience,
            problems
        );
        return Of(asked, problems);
    }

    private static DeclaredClient Read(JsonObject members, List<DocumentProblem> problems)
    {
        var json = JsonSerializer.SerializeToElement(members);
        var part = new DocumentPart(json, at: "", problems) { IsNullNothing = true };
        var asked = ClientMembers.Read(part);
        part.Finish();
        return asked;
    }

    private static JsonObject PresetOf(JsonElement body, List<DocumentProblem> problems)
    {
        if (!body.TryGetProperty(Preset, out var named) || named.ValueKind == JsonValueKind.Null)
            return [];
        if (named.ValueKind == JsonValueKind.String && ClientPreset.Find(named.GetString()!) is { } preset)
            return preset.Members;
        var known = string.Join(", ", ClientPreset.All.Select(one => one.Name));
        problems.Add(new DocumentProblem(Preset, $"There is no such preset. Known: {known}."));
        return [];
    }

    private void CheckResources(IEnumerable<string> scopes, string? audience, List<DocumentProblem> problems)
    {
        var known = apis.Snapshot;
        if (audience is not null && known.Find(audience) is null)
            problems.Add(new DocumentProblem("audience", "There is no such API."));
        foreach (var scope in scopes.Where(scope => !known.Knows(scope)))
            problems.Add(new DocumentProblem("scope", $"There is no scope '{scope}'."));
    }

    private static Checked<DeclaredClient> Of(DeclaredClient asked, List<DocumentProblem> problems) =>
        problems.Count > 0
            ? new Checked<DeclaredClient>(DocumentProblems.ByMember(problems))
            : new Checked<DeclaredClient>(asked);
}
