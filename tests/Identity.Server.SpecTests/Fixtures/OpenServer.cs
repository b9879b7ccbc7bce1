using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>The server at which everybody may register a client, shared by the tests of one class: <c>IClassFixture&lt;OpenServer&gt;</c>.</summary>
public sealed class OpenServer(TestDatabases databases) : IAsyncLifetime
{
    /// <summary>What the maker of some software signs with, whom the server believes.</summary>
    internal static readonly SigningKey Maker = SigningKey.Create(JwsAlgorithm.ES256, "maker");

    public const string MakerName = "https://maker.example";

    private TestDatabase? _database;
    private TestServer? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public TestServer Server => _server!;

    public string ConnectionString => _database!.ConnectionString;

    public static Dictionary<string, string?> Settings(string mode = "Open") =>
        new()
        {
            ["Registration:Mode"] = mode,
            ["Registration:GrantTypes"] =
                "authorization_code implicit refresh_token urn:ietf:params:oauth:grant-type:device_code",
            ["Registration:SoftwareIssuers"] = $$"""
                { "{{MakerName}}": { "keys": [{{Maker.Verification.ToJwk().ToJson()}}] } }
                """,
            ["Registration:MetadataDocuments"] = "true",
            ["Fetching:AllowLoopback"] = "true",
        };

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _server = await TestServer.StartAsync(_database.ConnectionString, Ct, Settings());
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}

/// <summary>What clients that register themselves send.</summary>
internal static class Registrations
{
    public const string RedirectUri = "https://app.example/callback";

    /// <summary>A description that is valid until a test spoils one thing.</summary>
    public static JsonObject Description(params (string Name, JsonNode? Value)[] with)
    {
        var description = new JsonObject { ["client_name"] = "An App", ["redirect_uris"] = new JsonArray(RedirectUri) };
        foreach (var (name, value) in with)
            description[name] = value?.DeepClone();
        return description;
    }

    /// <summary>A description with one member that is written as it stands.</summary>
    public static JsonObject With(string name, string json) => Description((name, JsonNode.Parse(json)));

    public static Task<TestAnswer> RegisterAsync(
        this TestServer server,
        JsonObject? description = null,
        string? token = null
    ) =>
        server.SendJsonAsync(
            HttpMethod.Post,
            "/connect/register",
            (description ?? Description()).ToJsonString(),
            token
        );

    /// <summary>Sends a body as it stands.</summary>
    public static Task<TestAnswer> SendJsonAsync(
        this TestServer server,
        HttpMethod method,
        string path,
        string? body,
        string? token,
        string contentType = "application/json"
    ) => server.SendJsonAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), token, contentType);

    /// <inheritdoc cref="SendJsonAsync(TestServer, HttpMethod, string, string?, string?, string)"/>
    public static async Task<TestAnswer> SendJsonAsync(
        this TestServer server,
        HttpMethod method,
        string path,
        byte[]? body,
        string? token,
        string contentType = "application/json"
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await server.SendAsync(request);
    }

    /// <summary>Manages a registration, with the token and at the address that it came with.</summary>
    public static Task<TestAnswer> ManageAsync(
        this TestServer server,
        HttpMethod method,
        TestAnswer registered,
        JsonObject? description = null,
        string? token = null
    ) =>
        server.SendJsonAsync(
            method,
            new Uri(registered.Issued201("registration_client_uri")).AbsolutePath,
            description?.ToJsonString(),
            token ?? registered.Issued201("registration_access_token")
        );

    /// <summary>A member of an answer that must be a success.</summary>
    public static string Issued201(this TestAnswer answer, string member)
    {
        Assert.True(answer.Status is 200 or 201, $"{answer.Status} {answer.Body}");
        return answer[member] ?? throw new Xunit.Sdk.XunitException($"No {member}: {answer.Body}");
    }

    public static void ShouldRegister(this TestAnswer answer) =>
        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");

    public static TestClient ToClient(this TestAnswer registered) =>
        new(registered.Issued201("client_id"), registered["client_secret"]);

    public static string[] Strings(this JsonElement json, string member) =>
        [.. json.GetProperty(member).EnumerateArray().Select(entry => entry.GetString()!)];

    /// <summary>Whether the server takes the client for what it says it is, at an endpoint that needs nothing but that.</summary>
    public static Task<TestAnswer> RevokeNothingAsync(this TestServer server, TestClient client) =>
        server.RevokeAsync(client, "nothing");
}
