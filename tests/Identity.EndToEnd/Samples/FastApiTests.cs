using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>samples/Todo.FastApi, as its README starts it: it knows the shared secret, and nothing else of us.</summary>
[Collection(SampleCollection.Name)]
public sealed class FastApiTests(SampleServer server)
{
    private const string Invalid = "Bearer error=\"invalid_token\"";
    private const string Todos = "/api/todos";

    [Fact]
    public async Task It_takes_our_tokens_with_the_shared_secret_and_no_others()
    {
        SkipUnlessInstalled();
        var (secret, caller) = await RegisterAsync("urn:sample:todo");
        await using var api = await StartAsync(secret, "urn:sample:todo");
        var token = await server.TokenAsync(caller);

        var added = await api.CallAsync(HttpMethod.Post, Todos, token, """{"title":"Milk"}""");
        Assert.Equal(HttpStatusCode.Created, added.Response.StatusCode);
        Assert.Contains("Milk", (await api.GetAsync(Todos, token)).Body, StringComparison.Ordinal);

        await api.RefusesAsync(Todos, token: null, "Bearer", HttpStatusCode.Unauthorized);
        foreach (var bad in Spoilt(token, secret))
            await api.RefusesAsync(Todos, bad, Invalid, HttpStatusCode.Unauthorized);

        // Of ours, and for now, but signed with our key pair; then, with the secret of another API.
        var notes = (await server.RegisterOnceAsync("Api.Express"))["notes-demo"];
        await api.RefusesAsync(Todos, await server.TokenAsync(notes), Invalid, HttpStatusCode.Unauthorized);
        var (_, another) = await RegisterAsync("urn:sample:todo2", number: "2");
        await api.RefusesAsync(Todos, await server.TokenAsync(another), Invalid, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task It_takes_the_tokens_of_the_to_do_system_that_moved_in()
    {
        SkipUnlessInstalled();
        var secret = NewSecret();
        var profile = Path.Join(Checkout.Root, "samples", "adopted", "todo.json");
        var applied = await server.RunWithAsync("TODO_SECRET", secret, "profiles", "apply", profile);
        Assert.Equal(0, applied.Status);
        await using var api = await StartAsync(secret, audience: null);

        var token = await SignUpAsync($"{TestClients.Unique("mover")}@example.com");

        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/me", token)).Response.StatusCode);
        foreach (var bad in Spoilt(token, secret))
            await api.RefusesAsync("/api/me", bad, Invalid, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task It_takes_tokens_of_two_secrets_while_one_is_replaced()
    {
        SkipUnlessInstalled();
        var (old, caller) = await RegisterAsync("urn:sample:todo3", number: "3");
        var next = RandomNumberGenerator.GetBytes(32);
        await using var api = await StartAsync($"base64url:{Base64Url.EncodeToString(next)}", "urn:sample:todo3", old);
        var token = await server.TokenAsync(caller);
        var ofNext = new SpoiltTokens(token).SignedWith(next);

        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(Todos, token)).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(Todos, ofNext)).Response.StatusCode);
        foreach (var bad in Spoilt(token, old))
            await api.RefusesAsync(Todos, bad, Invalid, HttpStatusCode.Unauthorized);
    }

    private static string[] Spoilt(string token, string secret)
    {
        var spoilt = new SpoiltTokens(token);
        var key = Encoding.UTF8.GetBytes(secret);
        var past = DateTimeOffset.UnixEpoch.AddYears(50).ToUnixTimeSeconds();
        return
        [
            spoilt.SignedWithRsa(),
            spoilt.Unsigned(),
            spoilt.SignedWith(RandomNumberGenerator.GetBytes(64)),
            spoilt.WithOtherClaims(),
            spoilt.Resigned(key, claims => claims["exp"] = past),
            spoilt.Resigned(key, claims => claims["aud"] = "urn:sample:another"),
            spoilt.Resigned(key, claims => claims.AsObject().Remove("exp")),
            spoilt.Resigned(key, claims => claims.AsObject().Remove("sub")),
        ];
    }

    internal static void SkipUnlessInstalled() =>
        Assert.SkipUnless(
            File.Exists("/usr/bin/uvicorn") && Directory.Exists("/usr/lib/python3/dist-packages/fastapi"),
            "FastAPI is not installed: apt-get install python3-fastapi python3-jwt uvicorn."
        );

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    // As the README says, with a secret that the test knows as well.
    private async Task<(string Secret, TestClient Caller)> RegisterAsync(string audience, string number = "")
    {
        var secret = NewSecret();
        var registered = await server.RegisterAsync(
            "Todo.FastApi",
            instead:
            [
                ("$(openssl rand -hex 32)", secret),
                ("urn:sample:todo", audience),
                ("--scope todo", $"--scope todo{number}"),
                ("todo-demo", $"todo{number}-demo"),
            ]
        );
        return (secret, registered[$"todo{number}-demo"]);
    }

    private async Task<string> SignUpAsync(string email)
    {
        var account = $$"""{"email":"{{email}}","password":"Str0ng!password"}""";
        foreach (var path in (string[])["/api/auth/signup", "/api/auth/signin"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, server.Issuer + path)
            {
                Content = new StringContent(account, Encoding.UTF8, "application/json"),
            };
            var answer = await Http.SendAsync(request);
            if (answer["access_token"] is { } token)
                return token;
            Assert.Equal(HttpStatusCode.Created, answer.Response.StatusCode);
        }
        throw new InvalidOperationException("Signing in gave no token.");
    }

    private Task<Sample> StartAsync(string secret, string? audience, string? other = null)
    {
        var port = FreePort.Take().ToString(CultureInfo.InvariantCulture);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["JWT_SECRET"] = secret,
            ["JWT_SECRET_OTHER"] = other ?? "",
            ["JWT_AUDIENCE"] = audience ?? "",
            ["JWT_ISSUER"] = audience is null ? "" : server.Issuer,
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        };
        return Sample.StartAsync(
            "Todo.FastApi",
            int.Parse(port, CultureInfo.InvariantCulture),
            environment,
            "/usr/bin/uvicorn",
            "main:app",
            "--port",
            port
        );
    }
}
