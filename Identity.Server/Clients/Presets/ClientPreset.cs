using System.Text.Json.Nodes;

namespace Identity.Server.Clients.Presets;

/// <summary>A kind of app, and what a client of that kind is like: whoever registers one has to say little more than where it is.</summary>
/// <param name="Title">What people call such an app.</param>
/// <param name="Description">When it is what one is building.</param>
internal sealed record ClientPreset(string Name, string Title, string Description)
{
    private const string Device = "urn:ietf:params:oauth:grant-type:device_code";

    public static IReadOnlyList<ClientPreset> All { get; } =
    [
        new("web", "Web app", "It runs on a server, and can keep a secret.")
        {
            Members = Of("client_secret_basic", "web", ["authorization_code", "refresh_token"]),
        },
        new("spa", "Single-page app", "It runs in the browser. Everybody can read it, so it has no secret.")
        {
            Members = Of("none", "web", ["authorization_code", "refresh_token"]),
        },
        new("native", "Mobile or desktop app", "It runs on people's devices, and opens the browser to sign them in.")
        {
            Members = Of("none", "native", ["authorization_code", "refresh_token"]),
        },
        new("machine", "Service", "It calls APIs by itself: nobody signs in.")
        {
            Members = Of("client_secret_basic", "web", ["client_credentials"], scope: null),
        },
        new("device", "Device or command line", "It has no browser: people let it in from another device.")
        {
            Members = Of("none", "native", [Device, "refresh_token"]),
        },
        new("mcp", "MCP client", "A program that speaks to tools for a person, such as an assistant on their machine.")
        {
            Members = Of("none", "native", ["authorization_code", "refresh_token"], "openid offline_access"),
        },
    ];

    /// <summary>All that is the same for apps of the kind, as documents write it: no id, no name, no addresses.</summary>
    public required JsonObject Members { get; init; }

    public static ClientPreset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);

    private static JsonObject Of(
        string method,
        string applicationType,
        string[] grantTypes,
        string? scope = "openid profile email offline_access"
    )
    {
        var members = new JsonObject
        {
            ["token_endpoint_auth_method"] = method,
            ["grant_types"] = new JsonArray([.. grantTypes.Select(grant => (JsonNode?)grant)]),
            ["application_type"] = applicationType,
        };
        if (grantTypes.Contains("authorization_code"))
            members["response_types"] = new JsonArray("code");
        if (scope is not null)
            members["scope"] = scope;
        return members;
    }
}
