using System.Data;
using System.Text;
using System.Text.Json.Nodes;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Clients.Declarations;
using Identity.Server.Commands.Settings;
using Identity.Server.Database;
using Identity.Server.Declarations;
using Identity.Server.Resources.Declarations;
using Identity.Server.Roles;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Commands.Declarations;

/// <summary>Writes the declaration that would make another server what this one is. Secrets stay: it says where they are to be found.</summary>
internal sealed class DeclarationExport(
    IDbContextFactory<ServerDbContext> contexts,
    ApiDeclarations apis,
    ClientDeclarations clients,
    IConfiguration configuration
)
{
    // In the order in which people write them; what is not here comes after, by name.
    private static readonly string[] ProfileOrder =
    [
        "name",
        "title",
        "prefix",
        "client",
        "id",
        "api",
        "audience",
        "algorithm",
        "passwords",
        "registration",
        "mustBeVerified",
        "links",
        "cors",
        "method",
        "path",
        "fromRoot",
        "action",
        "request",
        "status",
        "fields",
        "required",
        "from",
        "is",
        "members",
        "routes",
        "errors",
        "body",
    ];

    public async Task<string> WriteAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        // All of it as it was at one moment.
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var profiles = await ProfileDeclarations.ListAsync(context, ct);
        var names = new SecretNames(profiles);
        var text = new StringBuilder();
        foreach (var line in SettingLines())
            text.Append(line).Append('\n');
        text.Append(YamlLines.Write(new JsonObject { [Declaration.VersionMember] = Declaration.Version }));
        Write(text, Declaration.ApisMember, await ApisAsync(context, names, ct));
        Write(text, Declaration.RolesMember, await RoleDeclarations.ListAsync(context, ct));
        Write(text, Declaration.ClientsMember, await ClientsAsync(context, names, ct));
        Write(text, Declaration.ProfilesMember, [.. profiles.Select(InOrder)]);
        return text.ToString();
    }

    private static void Write(StringBuilder text, string member, IReadOnlyCollection<JsonNode?> entries) =>
        text.Append('\n').Append(YamlLines.Write(new JsonObject { [member] = new JsonArray([.. entries]) }));

    private async Task<List<JsonNode?>> ApisAsync(ServerDbContext context, SecretNames names, CancellationToken ct)
    {
        var entries = new List<JsonNode?>();
        foreach (var (api, secret) in await apis.ListAsync(context, ct))
        {
            var json = api.After!;
            if (secret is not null)
                json[SecretPlaces.Member] = names.OfApi(api.Name, secret);
            entries.Add(json);
        }
        return entries;
    }

    private async Task<List<JsonNode?>> ClientsAsync(ServerDbContext context, SecretNames names, CancellationToken ct)
    {
        var entries = new List<JsonNode?>();
        var roles = await ClientRoles.ListAsync(context, ct);
        foreach (var (client, hasSecret) in await clients.ListAsync(context, ct))
        {
            var json = client.After!;
            if (roles.Contains(client.Name))
                json[ClientRoles.Member] = new JsonArray([.. roles[client.Name].Select(role => (JsonNode?)role)]);
            if (hasSecret)
                json[SecretPlaces.Member] = names.OfClient(client.Name);
            entries.Add(json);
        }
        return entries;
    }

    // Settings are each server's own, and so is where its database is: they are told, and not applied.
    private IEnumerable<string> SettingLines()
    {
        yield return "# What `identity apply` makes of a server. Secrets are not in it: set the variables that it names.";
        var root = (IConfigurationRoot)configuration;
        var lines = KnownSettings
            .All.Where(setting => !setting.IsConnection)
            .OrderBy(setting => setting.Key, StringComparer.Ordinal)
            .Select(setting => (Setting: setting, SettingOrigin.Every(root, setting.Key).FirstOrDefault().Value))
            .Where(one => one.Value is not null && !IsUsual(one.Setting, one.Value))
            .Select(one => $"#   {one.Setting.Key} = {OneLine(SettingsReport.Mask(one.Setting, one.Value))}")
            .ToList();
        if (lines.Count == 0)
            yield break;
        yield return "#";
        yield return "# Settings that are not the usual ones, for you to read: `apply` does not set them.";
        foreach (var line in lines)
            yield return line;
    }

    private static bool IsUsual(KnownSetting setting, string value) =>
        string.Equals(setting.Usual, value, StringComparison.OrdinalIgnoreCase);

    private static string OneLine(string value) => string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c));

    private static JsonNode? InOrder(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(member => Array.IndexOf(ProfileOrder, member.Key) is >= 0 and var at ? at : int.MaxValue)
                    .ThenBy(member => member.Key, StringComparer.Ordinal)
                    .Select(member => KeyValuePair.Create(member.Key, InOrder(member.Value)))
            ),
            JsonArray entries => new JsonArray([.. entries.Select(InOrder)]),
            _ => node?.DeepClone(),
        };
}
