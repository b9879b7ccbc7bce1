using System.Net.Http.Headers;
using Identity.Server.Clients;
using Identity.Server.Database;
using Identity.Tests;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>What clients and APIs send beside the token request, and what an administrator changes.</summary>
internal static class Calls
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<TestAnswer> IntrospectAsync(this TestServer server, TestClient? client, string token) =>
        server.PostAsync("/connect/introspect", client, ("token", token));

    public static Task<TestAnswer> RevokeAsync(this TestServer server, TestClient? client, string token) =>
        server.PostAsync("/connect/revoke", client, ("token", token));

    public static async Task<TestAnswer> UserInfoAsync(this TestServer server, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await server.SendAsync(request);
    }

    /// <summary>A request without a body, with headers as they stand.</summary>
    public static async Task<TestAnswer> SendAsync(
        this TestServer server,
        string method,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await server.SendAsync(request);
    }

    public static async Task<TestAnswer> GetAsync(
        this TestServer server,
        string path,
        Action<HttpRequestMessage>? spoil = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        spoil?.Invoke(request);
        return await server.SendAsync(request);
    }

    /// <summary>Posts a form as it stands, with a header that is as it stands.</summary>
    public static async Task<TestAnswer> PostRawAsync(
        this TestServer server,
        string path,
        string? authorization,
        byte[] body,
        string? contentType = "application/x-www-form-urlencoded",
        Action<HttpRequestMessage>? spoil = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (contentType is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        spoil?.Invoke(request);
        return await server.SendAsync(request);
    }

    /// <summary>Changes a client as an administrator would, and has the server see it.</summary>
    public static async Task ChangeClientAsync(this TestServer server, TestClient client, Action<ClientRow> change)
    {
        await using (var context = await server.Get<IDbContextFactory<ServerDbContext>>().CreateDbContextAsync(Ct))
        {
            var rows = context.Set<ClientRow>().Include(row => row.Secrets);
            change(await rows.SingleAsync(row => row.ClientId == client.Id, Ct));
            await context.SaveChangesAsync(Ct);
        }
        await server.Get<ClientCatalog>().ReloadAsync(Ct);
    }

    public static async Task DisableAsync(this TestServer server, TestClient client)
    {
        await server.Get<ClientRegistry>().SetDisabledAsync(client.Id, disabled: true, Ct);
        await server.Get<ClientCatalog>().ReloadAsync(Ct);
    }
}
