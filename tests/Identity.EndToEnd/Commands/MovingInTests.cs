using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;
using Identity.Tests;
using Npgsql;

namespace Identity.EndToEnd.Commands;

/// <summary>
/// Each system's whole way in, as docs/moving-in.md tells it: its table, its profile with its secret, its front end that
/// notices nothing, tokens of both sides side by side, and the way back.
/// </summary>
public sealed class MovingInTests(TestDatabases databases) : IAsyncLifetime
{
    private const string Password = "Str0ng!password";
    private const string Secret = "f3b1c0a94d7e5826b9a0c1d2e3f4a5b6c7d8e9f0a1b2c3d4";

    private readonly WorkFolder _folder = new();
    private TestDatabase? _old;
    private TestDatabase? _new;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        (_old, _new) = (await databases.CreateEmptyAsync(Ct), await databases.CreateAsync(Ct));

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _old!.DisposeAsync();
        await _new!.DisposeAsync();
    }

    [Fact]
    public async Task The_call_centre()
    {
        var hash = await OldHashes.CryptAsync(Password);
        await OldTables.MakeAsync(
            _old!,
            $"""
            CREATE TABLE users (id serial PRIMARY KEY, email varchar(255) UNIQUE, hashed_password varchar(255),
                                is_active bool, created_at timestamptz);
            INSERT INTO users VALUES (71, 'caller@example.com', '{hash}', true, '2023-04-01'),
                                     (72, 'gone@example.com', '{hash}', false, '2023-04-01');
            """
        );
        await MoveAsync("users", "agentcaller", 2, "AGENTCALLER_SECRET");
        await using var server = await TestServer.StartAsync(_new!.ConnectionString, Ct);
        await using var browser = await Script.NodeAsync("old-front-ends.mjs");
        await using var api = await Script.PythonAsync("shared-secret.py", "jwt");

        var moved = await WalkAsync(browser, server, "agentcaller", "caller@example.com");
        Answered(moved, "registered", 409, """{"detail":"Email already registered"}""");
        Answered(moved, "me", 200, """{"id":71,"email":"caller@example.com"}""");
        var token = Body(moved, "signedIn").GetProperty("access_token").GetString()!;
        Answered(moved, "signedIn", 200, $$"""{"access_token":"{{token}}","token_type":"bearer"}""");
        Answered(await WalkAsync(browser, server, "agentcaller", "gone@example.com"), "signedIn", 403, null);
        var claims = await VerifiedAsync(api, token);
        Assert.Equal("caller@example.com", claims.GetProperty("sub").GetString());
        Assert.Equal(["exp", "iat", "sub"], Names(claims));

        // Side by side: whoever signed in before, there, is still signed in here.
        var theirs = await IssuedThereAsync(api, new JsonObject { ["sub"] = "caller@example.com" });
        Assert.Equal("""{"id":71,"email":"caller@example.com"}""", await AskAsync(server, "/v1/auth/me", theirs));
        await NewcomerCanGoBackAsync(browser, server, "agentcaller");
    }

    [Fact]
    public async Task The_issue_tracker()
    {
        var hash = await OldHashes.HtpasswdAsync(Password);
        await OldTables.MakeAsync(
            _old!,
            $"""
            CREATE TABLE managers (id uuid PRIMARY KEY, email text, password_hash text, name text, timezone text,
                                   is_suspended bool, suspension_message text, email_verified_at timestamp);
            INSERT INTO managers VALUES
                ('0b0e3f52-8d8b-4a5e-9d8c-0c7d0f6a1b01', 'ada@example.com', '{hash}', 'Ada King', 'Europe/London', false, NULL, '2024-05-01'),
                ('0b0e3f52-8d8b-4a5e-9d8c-0c7d0f6a1b02', 'bob@example.com', '{hash}', 'Bob', 'UTC', true, 'Ask us.', '2024-05-01'),
                ('0b0e3f52-8d8b-4a5e-9d8c-0c7d0f6a1b03', 'cy@example.com', '{hash}', 'Cy', 'UTC', false, NULL, NULL);
            """
        );
        await MoveAsync("managers", "issue-tracker", 3, secretVariable: null);
        await using var server = await TestServer.StartAsync(_new!.ConnectionString, Ct);
        await using var browser = await Script.NodeAsync("old-front-ends.mjs");
        await using var api = await Script.PythonAsync("pyjwt.py", "jwt");

        var moved = await WalkAsync(browser, server, "issue-tracker", "ada@example.com");
        var first = Body(moved, "signedIn");
        Assert.Equal(["access_token", "expires_in", "refresh_token", "token_type"], Names(first));
        Assert.Equal(86_400, first.GetProperty("expires_in").GetInt32());
        Answered(moved, "signedOut", 200, """{"message":"Signed out."}""");
        Answered(moved, "signedOutAgain", 401, null);
        Answered(moved, "refreshedAfter", 401, null);
        Answered(
            await WalkAsync(browser, server, "issue-tracker", "bob@example.com"),
            "signedIn",
            403,
            """{"error":"suspended","message":"Ask us."}"""
        );
        Answered(
            await WalkAsync(browser, server, "issue-tracker", "cy@example.com"),
            "signedIn",
            403,
            """{"error":"unverified","message":"The e-mail address is not verified yet."}"""
        );

        await api.AskAsync("remote", new JsonObject { ["url"] = $"{server.Issuer}/.well-known/jwks.json" });
        var claims = (
            await api.AskAsync(
                "verify",
                new JsonObject
                {
                    ["token"] = Body(moved, "refreshed").GetProperty("access_token").GetString(),
                    ["issuer"] = server.Issuer,
                    ["audience"] = "urn:issue-tracker:api",
                    ["algorithms"] = new JsonArray("RS256"),
                }
            )
        ).Value;
        Assert.Equal("0b0e3f52-8d8b-4a5e-9d8c-0c7d0f6a1b01", claims.GetProperty("sub").GetString());
        Assert.True(await OldHashes.CryptAgreesAsync(Password, await HashOfAsync("ada@example.com")));
    }

    [Fact]
    public async Task The_to_do_list()
    {
        var hash = await OldHashes.PythonAsync(Password);
        const string Id = "0b0e3f52-8d8b-4a5e-9d8c-0c7d0f6a1c01";
        await OldTables.MakeAsync(
            _old!,
            $"""
            CREATE TABLE users (id uuid PRIMARY KEY, email text, password_hash text, created_at timestamptz,
                                last_signin_at timestamptz);
            INSERT INTO users VALUES ('{Id}', 'tom@example.com', '{hash}', '2022-02-02 02:02:02.123456+00', NULL);
            """
        );
        await MoveAsync("users", "todo", 1, "TODO_SECRET");
        await using var server = await TestServer.StartAsync(_new!.ConnectionString, Ct);
        await using var browser = await Script.NodeAsync("old-front-ends.mjs");
        await using var api = await Script.PythonAsync("shared-secret.py", "jwt");

        var moved = await WalkAsync(browser, server, "todo", "tom@example.com");
        Answered(moved, "registered", 409, """{"detail":"Email already registered"}""");
        var signedIn = Body(moved, "signedIn");
        Assert.Equal(["access_token", "expires_in", "token_type", "user"], Names(signedIn));
        Assert.Equal(604_800, signedIn.GetProperty("expires_in").GetInt32());
        var me = Body(moved, "me");
        Assert.Equal(signedIn.GetProperty("user").GetRawText(), me.GetRawText());
        Assert.Equal(["created_at", "email", "id", "last_signin_at"], Names(me));
        Assert.Equal((Id, "2022-02-02T02:02:02.123456Z"), (Text(me, "id"), Text(me, "created_at")));
        var claims = await VerifiedAsync(api, Text(signedIn, "access_token"));
        Assert.Equal((Id, "tom@example.com"), (Text(claims, "sub"), Text(claims, "email")));
        Assert.Equal(["email", "exp", "iat", "sub"], Names(claims));

        var theirs = await IssuedThereAsync(api, new JsonObject { ["sub"] = Id, ["email"] = "tom@example.com" });
        Assert.Equal(me.GetRawText(), await AskAsync(server, "/api/auth/me", theirs));
        await NewcomerCanGoBackAsync(browser, server, "todo");
    }

    [Fact]
    public async Task The_sign_up_service()
    {
        var hash = await OldHashes.PythonAsync(Password);
        await OldTables.MakeAsync(
            _old!,
            $"""
            CREATE TABLE users (id serial PRIMARY KEY, email text UNIQUE, hashed_password text, created_at timestamptz,
                                updated_at timestamptz);
            INSERT INTO users VALUES (2, 'sue@example.com', '{hash}', '2025-02-05 12:00+00', '2025-06-05 12:00+00');
            """
        );
        await MoveAsync("users", "signup", 1, "SIGNUP_SECRET");
        await using var server = await TestServer.StartAsync(_new!.ConnectionString, Ct);
        await using var browser = await Script.NodeAsync("old-front-ends.mjs");
        await using var api = await Script.PythonAsync("shared-secret.py", "jwt");
        const string Profile =
            """{"id":2,"email":"sue@example.com","created_at":"2025-02-05T12:00:00.000000Z","updated_at":"2025-06-05T12:00:00.000000Z"}""";

        var moved = await WalkAsync(browser, server, "signup", "sue@example.com");
        Answered(moved, "me", 200, Profile);
        Assert.Equal(["access_token", "token_type"], Names(Body(moved, "signedIn")));
        var claims = await VerifiedAsync(api, Text(Body(moved, "signedIn"), "access_token"));
        Assert.Equal("sue@example.com", Text(claims, "sub"));

        var theirs = await IssuedThereAsync(api, new JsonObject { ["sub"] = "sue@example.com" });
        Assert.Equal(Profile, await AskAsync(server, "/auth/profile", theirs));
        await NewcomerCanGoBackAsync(browser, server, "signup");
    }

    // A dry run first, then the accounts, then the profile with the secret that the old back end has.
    private async Task MoveAsync(string table, string system, int count, string? secretVariable)
    {
        var binary = ServerBinary.On(_new!.ConnectionString, _folder.Path);
        if (secretVariable is not null)
            binary.Environment[secretVariable] = Secret;
        string[] import = ["users", "import", "--from", OldTables.Address(_old!, table), "--map", system];
        var file = Path.Join(Checkout.Root, "samples", "adopted", $"{system}.json");

        Assert.Contains($"{count, 10}  would be new", (await binary.RunAsync(import)).Lines());
        Assert.Contains($"{count, 10}  new", (await binary.RunAsync([.. import, "--apply"])).Lines());
        Assert.Equal([$"{system} is good"], (await binary.RunAsync("profiles", "check", file)).Lines());
        for (var times = 0; times < 2; times++)
            Assert.Equal([$"applied {system}"], (await binary.RunAsync("profiles", "apply", file)).Lines());
    }

    /// <summary>Who came after the move: the old table takes their row, and the old back end their password.</summary>
    private async Task NewcomerCanGoBackAsync(Script browser, TestServer server, string system)
    {
        const string Email = "newcomer@example.com";
        Assert.Equal(Email, Text(Body(await WalkAsync(browser, server, system, Email), "registered"), "email"));
        var hash = await HashOfAsync(Email);
        Assert.StartsWith("$2b$", hash, StringComparison.Ordinal);
        Assert.True(await OldHashes.CryptAgreesAsync(Password, hash));
    }

    private async Task<string> HashOfAsync(string email)
    {
        await using var connection = new NpgsqlConnection(_new!.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            $"SELECT password_hash FROM users WHERE email = '{email}'",
            connection
        );
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private static async Task<JsonElement> WalkAsync(Script browser, TestServer server, string system, string email) =>
        (
            await browser.AskAsync(
                system,
                new JsonObject
                {
                    ["id"] = server.Issuer,
                    ["email"] = email,
                    ["password"] = Password,
                }
            )
        ).Value;

    private static async Task<JsonElement> VerifiedAsync(Script api, string token)
    {
        var read = await api.AskAsync("verify", new JsonObject { ["token"] = token, ["secret"] = Secret });
        Assert.Equal("""{"alg": "HS256", "typ": "JWT"}""", read.Value.GetProperty("header").GetRawText());
        return read.Value.GetProperty("payload");
    }

    private static async Task<string> IssuedThereAsync(Script api, JsonObject claims) =>
        (await api.AskAsync("issue", new JsonObject { ["claims"] = claims, ["secret"] = Secret })).Value.GetString()!;

    private static async Task<string> AskAsync(TestServer server, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", token);
        var answer = await server.SendAsync(request);
        Assert.Equal(200, answer.Status);
        return answer.Body;
    }

    private static JsonElement Body(JsonElement walk, string call) => walk.GetProperty(call).GetProperty("body");

    private static void Answered(JsonElement walk, string call, int status, string? body)
    {
        Assert.Equal(status, walk.GetProperty(call).GetProperty("status").GetInt32());
        if (body is not null)
            Assert.Equal(body, Body(walk, call).GetRawText());
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static string[] Names(JsonElement json) =>
        [.. json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)];
}
