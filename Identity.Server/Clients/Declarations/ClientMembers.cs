using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Clients.Metadata;
using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.Declarations;

/// <summary>A client as an operator writes it: under the registered names, and under ours for what nobody registers of itself.</summary>
/// <remarks>RFC 7591 §2; OpenID Connect Dynamic Client Registration §2.</remarks>
internal static class ClientMembers
{
    public const string Id = "client_id";
    private const string Method = "token_endpoint_auth_method";
    private const string AccessTokenLifetime = "access_token_lifetime_seconds";
    private const string RefreshTokenIdleLifetime = "refresh_token_idle_lifetime_seconds";
    private const string RefreshTokenLifetime = "refresh_token_lifetime_seconds";

    // RFC 7591 §2, grant_types
    private static readonly string[] UsualGrants = ["authorization_code"];

    /// <summary>What is as it is where nobody says is left out.</summary>
    public static JsonObject Write(NewClient client, bool isDisabled)
    {
        var json = new JsonObject
        {
            [Id] = client.ClientId,
            ["client_name"] = client.Name ?? client.ClientId,
            [Method] = AuthenticationMethods.NameOf(client.AuthenticationMethod),
            ["grant_types"] = ListOf(client.GrantTypes),
        };
        if (isDisabled)
            json["disabled"] = true;
        if (client.RedirectUris.Length > 0)
            json["redirect_uris"] = ListOf(client.RedirectUris);
        if (client.Scopes.Length > 0)
            json["scope"] = string.Join(' ', client.Scopes);
        foreach (var (name, value) in JsonNode.Parse(ClientMetadataJson.Write(client.Metadata))!.AsObject())
            json[name] = value?.DeepClone();
        if (client.Audience is { } audience)
            json["audience"] = audience;
        if (client.IsFirstParty)
            json["is_first_party"] = true;
        if (!client.RequiresVerifiedEmail)
            json["requires_verified_email"] = false;
        WriteSeconds(json, AccessTokenLifetime, client.Lifetimes.AccessToken);
        WriteSeconds(json, RefreshTokenIdleLifetime, client.Lifetimes.RefreshTokenIdle);
        WriteSeconds(json, RefreshTokenLifetime, client.Lifetimes.RefreshToken);
        return json;
    }

    /// <summary>Reads one, with a sentence for everything that is wrong. Members that are not a client's own are for the caller.</summary>
    public static DeclaredClient Read(DocumentPart part)
    {
        var before = part.Problems;
        var id = part.RequiredText(Id);
        var method = part.Word(Method, AuthenticationMethods.ByName);
        var members = Registered(part);
        var client = new NewClient
        {
            ClientId = id,
            Name = Text(members, "client_name"),
            AuthenticationMethod = method ?? ClientAuthenticationMethod.ClientSecretBasic,
            GrantTypes = Texts(members, "grant_types") ?? UsualGrants,
            RedirectUris = Texts(members, "redirect_uris") ?? [],
            Scopes = [.. (Text(members, "scope")?.Split(' ') ?? []).Distinct(StringComparer.Ordinal)],
            Metadata = RegisteredMembers.ToMetadata(members) with
            {
                RequirePkce = part.Has("require_pkce") ? part.Flag("require_pkce", otherwise: true) : null,
            },
            Audience = part.Text("audience"),
            IsFirstParty = part.Flag("is_first_party", otherwise: false),
            RequiresVerifiedEmail = part.Flag("requires_verified_email", otherwise: true),
            Lifetimes = new ClientLifetimes(
                part.Seconds(AccessTokenLifetime),
                part.Seconds(RefreshTokenIdleLifetime),
                part.Seconds(RefreshTokenLifetime)
            ),
        };
        var isDisabled = part.Flag("disabled", otherwise: false);
        // What could not be read might have been what the rules ask for.
        if (part.Problems == before)
        {
            foreach (var problem in client.Problems())
                part.Problem(problem.At, problem.Sentence);
        }
        return new DeclaredClient(client, isDisabled) { At = part.Place };
    }

    private static Dictionary<string, JsonElement> Registered(DocumentPart part)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var name in RegisteredMembers.Names)
        {
            if (part.Element(name) is not { } value || name == Method)
                continue;
            if (RegisteredMembers.ProblemOf(name, value) is { } problem)
                part.Problem(name, $"{part.At(name)} {problem}.");
            else if (Twice(value) is { } twice)
                part.Problem(name, $"{part.At(name)} has '{twice}' twice.");
            else
                members[name] = value;
        }
        return members;
    }

    private static string? Twice(JsonElement value) =>
        value.ValueKind != JsonValueKind.Array
            ? null
            : value
                .EnumerateArray()
                .Select(entry => entry.GetString())
                .GroupBy(entry => entry, StringComparer.Ordinal)
                .FirstOrDefault(same => same.Count() > 1)
                ?.Key;

    private static string? Text(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) ? value.GetString() : null;

    private static string[]? Texts(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value)
            ? [.. value.EnumerateArray().Select(entry => entry.GetString()!)]
            : null;

    private static JsonArray ListOf(string[] texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    private static void WriteSeconds(JsonObject json, string name, TimeSpan? life)
    {
        if (life is { } time)
            json[name] = (long)time.TotalSeconds;
    }
}
