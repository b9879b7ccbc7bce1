using System.Buffers.Text;
using System.Text.Json;
using Identity.Jose;
using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Clients.Metadata;
using Identity.Server.Declarations;
using Identity.Server.Resources;
using Identity.Server.Roles;

namespace Identity.Server.StoreTests.Commands;

/// <summary>One of each thing that can be declared, and of what cannot.</summary>
internal static class Everything
{
    private const string Secret = "a-secret-of-forty-visible-characters-123";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <returns>The variables that an export names, with what they have to hold.</returns>
    public static async Task<List<(string Name, string Value)>> PutAsync(DeclaredServer server)
    {
        var apis = server.Get<ApiRegistry>();
        var plain = new NewApi
        {
            Audience = "https://api.example/v1",
            Name = "Żółw: #1",
            Algorithm = JwsAlgorithm.HS256,
            Profile = TokenProfile.Plain,
            Subject = SubjectForm.Email,
            Claims = ["email", "name"],
            AccessTokenLifetime = TimeSpan.FromHours(1),
            Scopes = ["read", "write"],
            ScopeDescriptions = new Dictionary<string, string>(StringComparer.Ordinal) { ["read"] = "Read: \"all\"" },
        };
        var binary = ((ApiRegistration.Done)await apis.CreateAsync(plain, Ct)).Secret!;
        await apis.CreateAsync(new NewApi { Audience = "urn:es", Algorithm = JwsAlgorithm.ES384 }, Ct);
        await ApplyProfileAsync(server, "todo", Secret);

        var secrets = new List<(string, string)>
        {
            ("API_HTTPS___API_EXAMPLE_V1_SECRET", Base64Url.EncodeToString(binary)),
            ("TODO_SECRET", Secret),
        };
        foreach (var client in Clients())
        {
            var done = Assert.IsType<Registration.Done>(await server.Get<ClientRegistry>().CreateAsync(client, Ct));
            if (done.Secret is { } secret)
                secrets.Add(($"CLIENT_{client.ClientId.ToUpperInvariant().Replace('.', '_')}_SECRET", secret));
        }
        await server
            .Get<RoleRegistry>()
            .CreateAsync(
                Actor.Console,
                "keeper",
                "Keeps clients",
                [Permission.ClientsWrite, Permission.ClientsRead],
                Ct
            );
        await server
            .Get<RoleMembers>()
            .SetAsync(Actor.Console, AuditParty.Client("signer"), ["keeper", "auditor"], expected: null, Ct);
        await server.Get<BuiltInApi>().EnsureAsync(Ct);
        await server.Get<ClientRegistry>().SetDisabledAsync("off", disabled: true, Ct);
        await server
            .Get<SelfRegisteredClients>()
            .CreateAsync(new NewClient { ClientId = "stranger", RedirectUris = ["https://a.example/"] }, Ct);
        return secrets;
    }

    private static IEnumerable<NewClient> Clients()
    {
        yield return new NewClient
        {
            ClientId = "keys",
            Name = "true",
            AuthenticationMethod = ClientAuthenticationMethod.PrivateKeyJwt,
            GrantTypes = ["authorization_code", "implicit", "refresh_token"],
            RedirectUris = ["https://one.example/cb?x=1", "com.example.app:/back"],
            Scopes = ["openid", "read"],
            Metadata = new ClientMetadata
            {
                // RFC 7517 §A.1
                Jwks = JsonElement.Parse(
                    """
                    {"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"sig","kid":"1"}]}
                    """
                ),
                ResponseTypes = ["code", "id_token token"],
                Contacts = ["Ann <ann@example.com>"],
                ClientUri = "https://one.example",
                PostLogoutRedirectUris = ["https://one.example/bye"],
                FrontchannelLogoutUri = "https://one.example/out",
                FrontchannelLogoutSessionRequired = true,
                DefaultMaxAge = 3600,
                RequirePushedAuthorizationRequests = true,
                SubjectType = "pairwise",
                SectorIdentifierUri = "https://one.example/sector.json",
            },
            Lifetimes = new ClientLifetimes(TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), TimeSpan.FromDays(2)),
        };
        yield return new NewClient
        {
            ClientId = "signer",
            AuthenticationMethod = ClientAuthenticationMethod.ClientSecretJwt,
            GrantTypes = ["client_credentials"],
            Audience = "urn:es",
            IsFirstParty = true,
            RequiresVerifiedEmail = false,
            Metadata = new ClientMetadata { IdTokenSignedResponseAlg = "HS512", RequirePkce = false },
        };
        yield return new NewClient { ClientId = "off", GrantTypes = ["password"] };
        yield return new NewClient
        {
            ClientId = "device.app",
            AuthenticationMethod = ClientAuthenticationMethod.None,
            GrantTypes = ["urn:ietf:params:oauth:grant-type:device_code"],
        };
    }

    public static async Task ApplyProfileAsync(DeclaredServer server, string name, string secret)
    {
        var document = await File.ReadAllTextAsync(Path.Join(AppContext.BaseDirectory, "adopted", $"{name}.json"), Ct);
        var applied = await server
            .Get<ProfileApplication>()
            .ApplyAsync(ProfileReader.Read(document).Profile!, secret, Ct);
        Assert.IsType<ProfileApplied.Done>(applied);
    }
}
