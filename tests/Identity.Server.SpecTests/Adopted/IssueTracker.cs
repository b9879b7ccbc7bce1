using System.Text.Json;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Adopted;

/// <summary>Calls the issue tracker's addresses as its front end does.</summary>
internal sealed class IssueTracker(AdoptedServer server)
{
    private const string Password = "a horse that staples";
    private TestClient? _api;

    public AdoptedServer Server => server;

    public Task<TestAnswer> RegisterAsync(string email, (string Field, string Value)? with = null)
    {
        var body = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["email"] = email,
            ["password"] = Password,
            ["name"] = "A Manager",
            ["timezone"] = "Europe/Warsaw",
        };
        if (with is { } spoilt)
            body[spoilt.Field] = spoilt.Value;
        return PostAsync("register", body);
    }

    public async Task<string> NewManagerAsync()
    {
        var email = AdoptedServer.NewEmail();
        await RegisterAsync(email);
        (await VerifyAsync(await server.TokenOfLetterAsync("verify_email", email))).ShouldSucceed();
        return email;
    }

    public Task<TestAnswer> SignInAsync(string email, string password = Password) =>
        PostAsync("login", new { email, password });

    public Task<TestAnswer> VerifyAsync(string token) => PostAsync("verify-email", new { token });

    public Task<TestAnswer> ResetAsync(string token, string password) =>
        PostAsync("reset-password", new { token, password });

    public Task<TestAnswer> AskAsync(string path, string email) => PostAsync(path, new { email });

    public Task<TestAnswer> RefreshAsync(string token) => PostAsync("refresh", new { refresh_token = token });

    public Task<TestAnswer> LogoutAsync(string? token) => server.PostAsync("/api/auth/logout", "", token);

    /// <summary>What its resource API learns of a token.</summary>
    public async Task<TestAnswer> IntrospectAsync(string token)
    {
        _api ??= await server.Server.AddClientAsync(
            [],
            asked => asked with { GrantTypes = [], Audience = "urn:issue-tracker:api" }
        );
        return await server.Server.IntrospectAsync(_api, token);
    }

    private Task<TestAnswer> PostAsync(string path, object body) =>
        server.PostAsync($"/api/auth/{path}", JsonSerializer.Serialize(body));
}
