using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>What a test begins with: an API, a client with every grant, a person. Valid in every way until a test spoils one thing.</summary>
internal sealed record Scene(
    TestServer Server,
    string Audience,
    string Scope,
    byte[]? Secret,
    TestClient Client,
    string Email
)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string EveryScope => $"openid profile email offline_access {Scope}";

    public (string Name, string Value)[] SignInForm =>
        [("grant_type", "password"), ("username", Email), ("password", TestClients.Password), ("scope", EveryScope)];

    public (string Name, string Value)[] ClientForm => [("grant_type", "client_credentials"), ("scope", Scope)];

    public static (string Name, string Value)[] RefreshForm(string refreshToken) =>
        [("grant_type", "refresh_token"), ("refresh_token", refreshToken)];

    public static async Task<Scene> SetAsync(
        TestServer server,
        JwsAlgorithm? algorithm = null,
        Func<NewApi, NewApi>? api = null,
        Func<NewClient, NewClient>? client = null
    )
    {
        var (audience, scope, secret) = await server.AddApiAsync(algorithm, api);
        var registered = await server.AddClientAsync(
            ["openid", "profile", "email", "offline_access", scope],
            asked => client?.Invoke(asked) ?? asked
        );
        return new Scene(server, audience, scope, secret, registered, await server.AddUserAsync());
    }

    public Task<TestAnswer> SignInAsync(string? scope = null) => Server.SignInAsync(Client, Email, scope ?? EveryScope);

    /// <summary>Signs in, and answers with the refresh token.</summary>
    public async Task<string> FirstRefreshTokenAsync() => (await SignInAsync()).Issued("refresh_token");

    public Task<TestAnswer> ClientCredentialsAsync() => Server.TokenAsync(Client, ClientForm);

    public Task<TestAnswer> RefreshAsync(string refreshToken, params (string Name, string Value)[] more) =>
        Server.TokenAsync(Client, [.. RefreshForm(refreshToken), .. more]);

    /// <summary>What the client that owns the tokens is told of one.</summary>
    public Task<TestAnswer> IntrospectAsync(string token) => Server.IntrospectAsync(Client, token);

    /// <summary>The client by which the API itself asks about tokens.</summary>
    public Task<TestClient> AddApiClientAsync() =>
        Server.AddClientAsync([], asked => asked with { GrantTypes = [], Audience = Audience });

    /// <summary>Suspends the person as the command does: their account, then all they hold.</summary>
    public async Task SuspendAsync(string? message = null)
    {
        var done = await Server.SuspendAsync(Email, message);
        await Server.Get<TokenRevocation>().RevokeAllAsync(done.Id, done.Email, Ct);
    }
}
