using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Keys;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Server.Users;

namespace Identity.Tests;

/// <summary>A client that was registered, with its secret.</summary>
public sealed record TestClient(string Id, string? Secret);

/// <summary>An answer of the server, read whole.</summary>
public sealed record TestAnswer(HttpResponseMessage Response, string Body)
{
    public int Status => (int)Response.StatusCode;

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? this[string member] => Json.TryGetProperty(member, out var value) ? value.ToString() : null;
}

/// <summary>Registers what tests need, and sends what clients send.</summary>
internal static class TestClients
{
    public const string Password = "correct horse battery staple";

    private static int _count;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A name that no other test of this run uses.</summary>
    public static string Unique(string name) => $"{name}{Interlocked.Increment(ref _count)}";

    /// <summary>An API with one scope of the same name.</summary>
    public static async Task<(string Audience, string Scope, byte[]? Secret)> AddApiAsync(
        this TestServer server,
        JwsAlgorithm? algorithm = null,
        Func<NewApi, NewApi>? with = null
    )
    {
        var scope = Unique("api");
        var asked = new NewApi
        {
            Audience = $"urn:test:{scope}",
            Scopes = [scope],
            Algorithm = algorithm ?? JwsAlgorithm.RS256,
        };
        asked = with?.Invoke(asked) ?? asked;
        var done = Assert.IsType<ApiRegistration.Done>(await server.Get<ApiRegistry>().CreateAsync(asked, Ct));
        if (!asked.Algorithm.IsSymmetric)
            await server.Get<SigningKeys>().EnsureAsync(asked.Algorithm, Ct);
        await server.Get<ApiCatalog>().ReloadAsync(Ct);
        return (asked.Audience, scope, done.Secret);
    }

    /// <summary>A confidential client with every grant, unless changed.</summary>
    public static async Task<TestClient> AddClientAsync(
        this TestServer server,
        string[] scopes,
        Func<NewClient, NewClient>? with = null
    )
    {
        var asked = new NewClient
        {
            ClientId = Unique("client"),
            GrantTypes = NewClient.KnownGrantTypes,
            Scopes = scopes,
        };
        asked = with?.Invoke(asked) ?? asked;
        await server.Get<ResponseKeys>().EnsureAsync(asked.Metadata, Ct);
        var done = Assert.IsType<Registration.Done>(await server.Get<ClientRegistry>().CreateAsync(asked, Ct));
        await server.Get<ClientCatalog>().ReloadAsync(Ct);
        return new TestClient(asked.ClientId, done.Secret);
    }

    /// <summary>A verified account with <see cref="Password"/>.</summary>
    public static async Task<string> AddUserAsync(this TestServer server, Func<NewAccount, NewAccount>? with = null)
    {
        var asked = new NewAccount(
            $"{Unique("user")}@example.com",
            Password,
            "Test Person",
            "Europe/Warsaw",
            IsVerified: true
        );
        asked = with?.Invoke(asked) ?? asked;
        Assert.IsType<AccountChange.Done>(await server.Get<Accounts>().CreateAsync(asked, Ct));
        return asked.Email;
    }

    /// <summary>Posts a form, with HTTP Basic where the client has a secret.</summary>
    public static Task<TestAnswer> PostAsync(
        this TestServer server,
        string path,
        TestClient? client,
        params (string Name, string Value)[] form
    ) => server.Http.PostFormAsync(path, client, form);

    /// <inheritdoc cref="PostAsync"/>
    public static async Task<TestAnswer> PostFormAsync(
        this HttpClient http,
        string path,
        TestClient? client,
        params (string Name, string Value)[] form
    )
    {
        var parameters = form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value));
        if (client is { Secret: null })
            parameters = parameters.Append(KeyValuePair.Create("client_id", client.Id));
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(parameters),
        };
        if (client?.Secret is { } secret)
            request.Headers.Authorization = Basic(client.Id, secret);
        return await http.SendForAnswerAsync(request);
    }

    public static Task<TestAnswer> TokenAsync(
        this TestServer server,
        TestClient client,
        params (string Name, string Value)[] form
    ) => server.PostAsync("/connect/token", client, form);

    /// <summary>Signs in with the password grant.</summary>
    public static Task<TestAnswer> SignInAsync(this TestServer server, TestClient client, string email, string scope) =>
        server.TokenAsync(
            client,
            ("grant_type", "password"),
            ("username", email),
            ("password", Password),
            ("scope", scope)
        );

    public static Task<TestAnswer> SendAsync(this TestServer server, HttpRequestMessage request) =>
        server.Http.SendForAnswerAsync(request);

    public static async Task<TestAnswer> SendForAnswerAsync(this HttpClient http, HttpRequestMessage request)
    {
        var response = await http.SendAsync(request, Ct);
        return new TestAnswer(response, await response.Content.ReadAsStringAsync(Ct));
    }

    public static AuthenticationHeaderValue Basic(string id, string secret) =>
        new(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}"))
        );
}
