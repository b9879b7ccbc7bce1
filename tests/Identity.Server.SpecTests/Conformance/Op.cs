using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Clients.Metadata;
using Identity.Server.Resources;
using Identity.Server.Users.Details;
using Identity.Tests;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The provider under test, as far as a relying party sees it: its documents, its keys and its addresses.</summary>
/// <remarks>
/// With <c>CONFORMANCE_CONTROL</c> set to the address of another provider that registers clients dynamically, the same checks
/// are made of that one: what fails there as well may be the check's fault.
/// </remarks>
public sealed class Op(TestDatabases databases) : IAsyncLifetime
{
    private static readonly string? Control = Environment.GetEnvironmentVariable("CONFORMANCE_CONTROL");

    private static readonly string[] AllTypes =
    [
        "code",
        "id_token",
        "id_token token",
        "code id_token",
        "code token",
        "code id_token token",
    ];

    // Relying parties of tests keep what they publish on this machine, and some register themselves.
    private readonly ClassServer _host = new(databases)
    {
        Settings = new Dictionary<string, string?>
        {
            ["Fetching:AllowLoopback"] = "true",
            ["Registration:Mode"] = "InitialAccessToken",
        },
    };
    private HttpClient? _http;

    public static bool IsControl => Control is not null;

    /// <summary>Our own server, for what only we can set up.</summary>
    internal TestServer Server =>
        Control is null ? _host.Server : throw new InvalidOperationException("The control is not our server.");

    internal HttpClient Http => _http!;

    internal Uri Address => Http.BaseAddress!;

    public JsonElement Metadata { get; private set; }

    public string Issuer => Metadata.GetProperty("issuer").GetString()!;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
#pragma warning disable RS0030 // The client that every test of this provider shares.
        _http = Control is null
            ? _host.Server.Http
            : new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Control) };
#pragma warning restore RS0030
        Metadata = (await GetAsync("/.well-known/openid-configuration")).Json;
    }

    public ValueTask DisposeAsync()
    {
        if (Control is not null)
            _http?.Dispose();
        return _host.DisposeAsync();
    }

    /// <summary>An endpoint by its name in the metadata, as a path.</summary>
    public string Path(string name) => Metadata.GetProperty(name).GetString()![Issuer.Length..];

    /// <summary>A list in the metadata.</summary>
    public IEnumerable<string?> Promised(string name) =>
        Metadata.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(item => item.GetString()) : [];

    public async Task<VerificationKeys> KeysAsync()
    {
        var answer = await GetAsync(Path("jwks_uri"));
        Assert.True(JwkSet.TryParse(Encoding.UTF8.GetBytes(answer.Body), out var set, out var why), why);
        Assert.Equal(set.Keys.Count, set.Keys.Select(key => key.Kid).Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(set.Keys, key => key.Kid is null || key.IsPrivate || key.Kty == "oct");
        return new VerificationKeys(
            set.Keys.Where(key => key.Use != "enc").Select(key => VerificationKey.FromJwk(key))
        );
    }

    /// <summary>Somebody who can sign in, and of whom every standard scope tells something.</summary>
    internal async Task<string> AddPersonAsync()
    {
        if (Control is not null)
            return $"{TestClients.Unique("user")}@example.com";
        var email = await _host.Server.AddUserAsync();
        await _host.Server.SetDetailsAsync(
            email,
            new PersonDetails
            {
                PhoneNumber = "+48221234567",
                Address = new PostalAddress { StreetAddress = "Prosta 1", Locality = "Warszawa" },
            }
        );
        return email;
    }

    internal Task<TestAnswer> PostAsync(string path, TestClient? client, params (string Name, string Value)[] form) =>
        Http.PostFormAsync(path, client, form);

    internal async Task<TestAnswer> GetAsync(string path, string? bearer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (bearer is not null)
            request.Headers.Authorization = new("Bearer", bearer);
        return await Http.SendForAnswerAsync(request);
    }

    /// <summary>A confidential client of somebody else's, with every response type and every standard scope.</summary>
    /// <param name="redirectUri">Where its answers go.</param>
    /// <param name="metadata">What else it registers, under the registered names.</param>
    /// <param name="method">How it authenticates.</param>
    internal Task<TestClient> RegisterAsync(
        string redirectUri,
        JsonObject? metadata = null,
        ClientAuthenticationMethod method = ClientAuthenticationMethod.ClientSecretBasic
    ) =>
        Control is null
            ? _host.Server.AddClientAsync([], _ => Ours(redirectUri, metadata, method))
            : RegisterElsewhereAsync(redirectUri, metadata ?? [], method);

    /// <summary>Why a client with this metadata is not taken; null where it is.</summary>
    internal async Task<string?> RefusalAsync(string redirectUri, JsonObject metadata)
    {
        const ClientAuthenticationMethod Method = ClientAuthenticationMethod.ClientSecretBasic;
        if (Control is not null)
            return (await AskElsewhereAsync(redirectUri, metadata, Method))["error"];
        var registration = await _host
            .Server.Get<ClientRegistry>()
            .CreateAsync(Ours(redirectUri, metadata, Method), TestContext.Current.CancellationToken);
        return registration is Registration.Refused refused ? refused.Why : null;
    }

    private static NewClient Ours(string redirectUri, JsonObject? metadata, ClientAuthenticationMethod method) =>
        new()
        {
            ClientId = TestClients.Unique("rp"),
            Name = "Conformance",
            AuthenticationMethod = method,
            GrantTypes = ["authorization_code", "implicit", "refresh_token"],
            Scopes = [.. StandardScopes.All],
            RedirectUris = [redirectUri],
            Metadata = ClientMetadataJson.Read(metadata?.ToJsonString() ?? "{}") with
            {
                ResponseTypes = AllTypes,
                RequirePkce = false,
            },
        };

    private async Task<TestClient> RegisterElsewhereAsync(
        string redirectUri,
        JsonObject metadata,
        ClientAuthenticationMethod method
    )
    {
        var answer = await AskElsewhereAsync(redirectUri, metadata, method);
        Assert.True(answer.Status == 201, answer.Body);
        return new TestClient(answer["client_id"]!, answer["client_secret"]);
    }

    // OpenID Connect Dynamic Client Registration §3.1
    private async Task<TestAnswer> AskElsewhereAsync(
        string redirectUri,
        JsonObject metadata,
        ClientAuthenticationMethod method
    )
    {
        metadata["redirect_uris"] = new JsonArray(redirectUri);
        metadata["response_types"] = new JsonArray([.. AllTypes.Select(type => (JsonNode)type)]);
        metadata["grant_types"] = new JsonArray("authorization_code", "implicit", "refresh_token");
        metadata["token_endpoint_auth_method"] =
            method == ClientAuthenticationMethod.ClientSecretPost ? "client_secret_post" : "client_secret_basic";
        return await DescribeAsync(metadata);
    }

    /// <summary>Sends what a client says of itself to the registration endpoint, as one that may do without PKCE.</summary>
    internal async Task<TestAnswer> DescribeAsync(JsonObject description)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path("registration_endpoint"))
        {
            Content = new StringContent(description.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (Control is null)
            request.Headers.Authorization = new("Bearer", await InitialTokenAsync());
        return await Http.SendForAnswerAsync(request);
    }

    private async Task<string> InitialTokenAsync()
    {
        var policy = new RegistrationPolicy
        {
            GrantTypes = ["authorization_code", "implicit", "refresh_token"],
            Scopes = [.. StandardScopes.All],
            RequiresPkce = false,
        };
        var (_, token) = await _host
            .Server.Get<InitialAccessTokens>()
            .CreateAsync("certification", policy, uses: 1, expiresAt: null, TestContext.Current.CancellationToken);
        return token.Reveal();
    }
}
