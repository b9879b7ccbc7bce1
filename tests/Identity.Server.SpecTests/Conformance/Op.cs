using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.Resources;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The provider under test, as far as a relying party sees it: its documents, its keys and its addresses.</summary>
public sealed class Op(ClassServer host) : IAsyncLifetime
{
    private static readonly string[] AllTypes =
    [
        "code",
        "id_token",
        "id_token token",
        "code id_token",
        "code token",
        "code id_token token",
    ];

    internal TestServer Server => host.Server;

    public JsonElement Metadata { get; private set; }

    public string Issuer => Metadata.GetProperty("issuer").GetString()!;

    public async ValueTask InitializeAsync()
    {
        await host.InitializeAsync();
        Metadata = (await Server.GetAsync("/.well-known/openid-configuration")).Json;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    /// <summary>An endpoint by its name in the metadata, as a path.</summary>
    public string Path(string name) => Metadata.GetProperty(name).GetString()![Issuer.Length..];

    public async Task<VerificationKeys> KeysAsync()
    {
        var answer = await Server.GetAsync(Path("jwks_uri"));
        Assert.True(JwkSet.TryParse(Encoding.UTF8.GetBytes(answer.Body), out var set, out var why), why);
        Assert.Equal(set.Keys.Count, set.Keys.Select(key => key.Kid).Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(set.Keys, key => key.Kid is null || key.IsPrivate || key.Kty == "oct");
        return new VerificationKeys(
            set.Keys.Where(key => key.Use != "enc").Select(key => VerificationKey.FromJwk(key))
        );
    }

    /// <summary>A confidential client of somebody else's, with every response type and every standard scope.</summary>
    /// <param name="redirectUri">Where its answers go.</param>
    /// <param name="metadata">What else it registers, under the registered names.</param>
    internal Task<TestClient> RegisterAsync(
        string redirectUri,
        JsonObject? metadata = null,
        ClientAuthenticationMethod method = ClientAuthenticationMethod.ClientSecretBasic
    ) =>
        Server.AddClientAsync(
            [],
            _ => new NewClient
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
            }
        );
}
