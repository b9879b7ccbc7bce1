using System.Text.Json;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Clients.Declarations;
using Identity.Server.Database.Documents;
using Identity.Server.Declarations;
using Identity.Server.Resources.Declarations;
using Identity.Server.Roles;

namespace Identity.Server.Commands.Declarations;

/// <summary>Reads the file that declares a server, strictly and to its end: every mistake is one sentence with its line.</summary>
internal sealed class DeclarationReader
{
    public const int LongestFile = 4 * 1024 * 1024;

    private readonly List<DocumentProblem> _problems = [];
    private readonly Dictionary<string, (string[] Roles, string At)> _clientRoles = new(StringComparer.Ordinal);
    private readonly SecretPlaces _secrets;

    private DeclarationReader(string folder) => _secrets = new SecretPlaces(folder);

    /// <param name="text">The file.</param>
    /// <param name="folder">What paths of secrets are relative to.</param>
    public static async Task<DeclarationReading> ReadAsync(string text, string folder, CancellationToken ct)
    {
        if (text.Length > LongestFile)
            return new DeclarationReading([new FileProblem(1, $"It has more than {LongestFile} characters.")]);
        var file = YamlText.Read(text);
        if (file.Problems.Count > 0)
            return new DeclarationReading(file.Problems);

        var reader = new DeclarationReader(folder);
        var declaration = await reader.ReadAsync(file.Json, ct);
        return new DeclarationReading(file, declaration, reader._problems);
    }

    private async Task<Declaration> ReadAsync(JsonElement json, CancellationToken ct)
    {
        var root = new DocumentPart(json, at: "", _problems) { IsNullNothing = true };
        if (root.Whole(Declaration.VersionMember, otherwise: 0, from: 0, to: int.MaxValue) != Declaration.Version)
        {
            root.Problem(
                Declaration.VersionMember,
                $"{Declaration.VersionMember} must be {Declaration.Version}: the version of the format that this server reads."
            );
        }
        var apis = await EachAsync(root, Declaration.ApisMember, ApiAsync, ct);
        var clients = await EachAsync(root, Declaration.ClientsMember, ClientAsync, ct);
        var roles = await EachAsync(
            root,
            Declaration.RolesMember,
            (part, _) => Task.FromResult(DeclaredRole.Read(part)),
            ct
        );
        var profiles = await EachAsync(root, Declaration.ProfilesMember, ProfileAsync, ct);
        root.Finish();
        Twice(apis?.Select(one => (one.Api.Audience, one.At)), "API");
        Twice(clients?.Select(one => (one.Client.ClientId, one.At)), "client");
        Twice(roles?.Select(one => (one.Name, one.At)), "role");
        Twice(profiles?.Select(one => (one.Profile.Name, one.At)), "profile");
        return new Declaration
        {
            Apis = apis,
            Clients = clients,
            ClientRoles = _clientRoles,
            Roles = roles,
            Profiles = profiles,
        };
    }

    // A kind that is there and empty is spoken of: there is to be none.
    private static async Task<List<T>?> EachAsync<T>(
        DocumentPart root,
        string name,
        Func<DocumentPart, CancellationToken, Task<T>> read,
        CancellationToken ct
    )
    {
        if (!root.Has(name))
            return null;
        var all = new List<T>();
        foreach (var part in root.Parts(name))
            all.Add(await read(part, ct));
        return all;
    }

    private async Task<DeclaredApi> ApiAsync(DocumentPart part, CancellationToken ct)
    {
        var api = ApiMembers.Read(part) with { Secret = await _secrets.ReadAsync(part, isText: false, ct) };
        part.Finish();
        return api;
    }

    private async Task<DeclaredClient> ClientAsync(DocumentPart part, CancellationToken ct)
    {
        var client = ClientMembers.Read(part) with { Secret = await _secrets.ReadAsync(part, isText: true, ct) };
        if (part.Has("client_secret"))
        {
            part.Problem(
                "client_secret",
                $"{part.At("client_secret")}: a file holds no secrets; say where it is, as secret: {{ env: NAME }}."
            );
        }
        _clientRoles[client.Client.ClientId] = (
            [.. part.List(ClientRoles.Member).Distinct(StringComparer.Ordinal)],
            part.At(ClientRoles.Member)
        );
        part.Finish();
        return client;
    }

    private async Task<DeclaredProfile> ProfileAsync(DocumentPart part, CancellationToken ct)
    {
        if (part.Json.GetRawText().Length > ProfileReader.LongestDocument)
            part.Problem($"{part.Place}: a profile has at most {ProfileReader.LongestDocument} characters.");
        // Null is something in a profile: what an answer may hold.
        var profile = ProfileReader.Read(new DocumentPart(part.Json, part.Place, _problems));
        var secret = profile.Api.Secret is { } place
            ? await _secrets.ReadAsync(place, $"{part.Place}.api", _problems, ct)
            : null;
        return new DeclaredProfile(profile, secret, part.Place);
    }

    private void Twice(IEnumerable<(string Name, string At)>? named, string kind)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, at) in named ?? [])
        {
            if (name.Length > 0 && !names.Add(name))
                _problems.Add(new DocumentProblem(at, $"{at}: the {kind} '{name}' is here twice."));
        }
    }
}

/// <summary>A file as it was read: what it declares, or every mistake in it by its line.</summary>
internal sealed record DeclarationReading(IReadOnlyList<FileProblem> Problems)
{
    private readonly YamlText? _file;

    public DeclarationReading(YamlText file, Declaration declaration, IEnumerable<DocumentProblem> problems)
        : this([])
    {
        _file = file;
        Problems = [.. problems.Select(LineOf)];
        Declaration = Problems.Count == 0 ? declaration : null;
    }

    public Declaration? Declaration { get; }

    /// <summary>Where in the file something is that was found to be wrong later.</summary>
    public FileProblem LineOf(DocumentProblem problem) => new(_file?.LineOf(problem.At) ?? 1, problem.Sentence);
}
