using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>The old front ends call as ever, and the old resource APIs verify as ever: with the shared secret alone.</summary>
public sealed class AdoptedSystemTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Front_ends_and_resource_apis_do_not_notice_that_anything_has_moved()
    {
        var port = FreePort.Take();
        await using var server = await ServerBinary.Development(_folder.Path, port).ServeAsync("--demo");
        await using var browser = await Script.NodeAsync("old-front-ends.mjs");
        await using var api = await Script.PythonAsync("shared-secret.py", "jwt");
        var secrets = File.ReadAllLines(_folder.In(".data", "demo.env"))
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

        var agent = await WalkAsync(browser, api, "agentcaller", secrets["AGENTCALLER_SECRET"], port);
        Assert.Equal("agentcaller@example.com", agent.Claims.GetProperty("sub").GetString());
        Assert.Equal(201, agent.Walk.GetProperty("registered").GetProperty("status").GetInt32());
        Assert.Equal(
            JsonValueKind.Number,
            agent.Walk.GetProperty("me").GetProperty("body").GetProperty("id").ValueKind
        );

        var todo = await WalkAsync(browser, api, "todo", secrets["TODO_SECRET"], port);
        Assert.Equal("todo@example.com", todo.Claims.GetProperty("email").GetString());
        Assert.Equal(
            todo.Claims.GetProperty("sub").GetString(),
            todo.Walk.GetProperty("me").GetProperty("body").GetProperty("id").GetString()
        );

        await WalkAsync(browser, api, "signup", secrets["SIGNUP_SECRET"], port);

        // The secret of one system says nothing about the tokens of another.
        var foreign = await api.AskAsync(
            "verify",
            new JsonObject { ["token"] = todo.Token, ["secret"] = secrets["SIGNUP_SECRET"] }
        );
        Assert.Equal("InvalidSignatureError", foreign.Error);
    }

    private static async Task<(JsonElement Walk, JsonElement Claims, string Token)> WalkAsync(
        Script browser,
        Script api,
        string system,
        string secret,
        int port
    )
    {
        var walk = (
            await browser.AskAsync(
                system,
                new JsonObject
                {
                    ["id"] = $"http://127.0.0.1:{port}",
                    ["email"] = $"{system}@example.com",
                    ["password"] = "Str0ng!password",
                }
            )
        ).Value;
        Assert.Equal(200, walk.GetProperty("me").GetProperty("status").GetInt32());
        var token = walk.GetProperty("signedIn").GetProperty("body").GetProperty("access_token").GetString()!;
        var read = (await api.AskAsync("verify", new JsonObject { ["token"] = token, ["secret"] = secret })).Value;
        Assert.Equal("""{"alg": "HS256", "typ": "JWT"}""", read.GetProperty("header").GetRawText());
        return (walk, read.GetProperty("payload"), token);
    }
}
