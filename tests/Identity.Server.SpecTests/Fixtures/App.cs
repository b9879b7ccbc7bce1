using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Keys;
using Identity.Server.Resources;
using Identity.Tests;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>An app that signs people in here: what it asks for, and what it does with the answer. Its request is valid until a test spoils it.</summary>
internal sealed class App
{
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    public const string State = "state & value";
    public const string Nonce = "nonce-value";

    private App(TestServer server, TestClient client, string redirectUri) =>
        (Server, Client, RedirectUri) = (server, client, redirectUri);

    public TestServer Server { get; }

    public TestClient Client { get; }

    public string RedirectUri { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A confidential client of ours with everything, unless changed: nobody is asked for consent.</summary>
    public static async Task<App> RegisterAsync(TestServer server, Func<NewClient, NewClient>? with = null)
    {
        var asked = new NewClient
        {
            ClientId = TestClients.Unique("app"),
            Name = "Test App",
            GrantTypes = ["authorization_code", "refresh_token"],
            Scopes = [.. StandardScopes.All],
            RedirectUris = [$"https://{TestClients.Unique("app")}.example.com/callback"],
            IsFirstParty = true,
        };
        asked = with?.Invoke(asked) ?? asked;
        return new App(server, await server.AddClientAsync([], _ => asked), asked.RedirectUris[0]);
    }

    /// <summary>The same app with another secret, or without one.</summary>
    public App With(string? secret) => new(Server, Client with { Secret = secret }, RedirectUri);

    /// <summary>A valid request of this app, with some parameters replaced, or removed where the value is null.</summary>
    public Dictionary<string, string> Request(params (string Name, string? Value)[] changes)
    {
        var request = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = Client.Id,
            ["redirect_uri"] = RedirectUri,
            ["scope"] = "openid",
            ["state"] = State,
            ["nonce"] = Nonce,
            ["code_challenge"] = ChallengeOf(Verifier),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            request.Remove(name);
            if (value is not null)
                request[name] = value;
        }

        return request;
    }

    public string Address(params (string Name, string? Value)[] changes) =>
        QueryHelpers.AddQueryString("/connect/authorize", Request(changes)!);

    /// <summary>Pushes the request, and answers with the address that a browser is then sent to.</summary>
    public async Task<string> PushAsync(params (string Name, string? Value)[] changes)
    {
        var form = Request(changes).Select(pair => (pair.Key, pair.Value));
        var pushed = await Server.PostAsync("/connect/par", Client, [.. form]);
        Assert.True(pushed.Status == 201, $"{pushed.Status} {pushed.Body}");
        return PushedAddress(pushed["request_uri"]!);
    }

    public string PushedAddress(string requestUri) =>
        QueryHelpers.AddQueryString(
            "/connect/authorize",
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["client_id"] = Client.Id,
                ["request_uri"] = requestUri,
            }
        );

    public static string ChallengeOf(string verifier) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>Trades a code, with some parameters of the valid request replaced or removed.</summary>
    public Task<TestAnswer> RedeemAsync(string code, params (string Name, string? Value)[] changes)
    {
        var form = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = RedirectUri,
            ["code_verifier"] = Verifier,
        };
        foreach (var (name, value) in changes)
            form[name] = value;
        return Server.TokenAsync(
            Client,
            [.. form.Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Value!))]
        );
    }

    /// <summary>The claims of an ID token, once signature, issuer, audience and time have been checked.</summary>
    public JwtClaims Validate(string idToken)
    {
        var expected = new JwtExpectations
        {
            Issuer = Server.Issuer,
            Audience = [Client.Id],
            ClockSkew = TimeSpan.FromSeconds(5),
        };
        var verdict = Jwt.Validate(
            idToken,
            Server.Get<SigningKeys>().Ring.Verification,
            expected,
            Server.Get<TimeProvider>().GetUtcNow()
        );
        return Assert.IsType<JwtVerdict.Valid>(verdict).Claims;
    }
}
