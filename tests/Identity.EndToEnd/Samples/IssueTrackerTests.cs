using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Identity.EndToEnd.Processes;
using Identity.Jose;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>samples/IssueTracker.Api, as its README starts it, for the issue tracker that moved in: it asks about each token.</summary>
[Collection(SampleCollection.Name)]
public sealed class IssueTrackerTests(SampleServer server)
{
    private const string Me = "/api/me";
    private const string Invalid =
        "Bearer error=\"invalid_token\", "
        + "error_description=\"The access token is expired, revoked, malformed, or not for this API.\", "
        + "scope=\"issues\"";

    [Fact]
    public async Task Managers_work_on_what_others_report()
    {
        await using var api = await StartAsync();
        var anna = await SignInAsync(await server.AddUserAsync());
        var ben = await SignInAsync(await server.AddUserAsync());

        var board = await api.CallAsync(HttpMethod.Post, "/api/boards", anna, """{"name":"Doors"}""");
        Assert.Equal(201, board.Status);
        var tickets = $"/boards/{board["id"]}/tickets";
        var reported = await api.CallAsync(
            HttpMethod.Post,
            $"/api/public{tickets}",
            token: null,
            """{"title":"Stuck"}"""
        );
        Assert.Equal((201, "waiting"), (reported.Status, reported["state"]));

        Assert.Equal(200, (await api.GetAsync($"/api{tickets}", anna)).Status);
        Assert.Equal(404, (await api.GetAsync($"/api{tickets}", ben)).Status);
        Assert.Equal(1, (await api.GetAsync("/api/standby", ben)).Json.GetArrayLength());

        var taken = await api.CallAsync(HttpMethod.Post, "/api/standby/next", ben);
        Assert.Equal(reported["number"], taken["number"]);
        Assert.Equal(204, (await api.CallAsync(HttpMethod.Post, "/api/standby/next", anna)).Status);
        var done = $"/api/tickets/{taken["number"]}/done";
        Assert.Equal(404, (await api.CallAsync(HttpMethod.Post, done, anna)).Status);
        Assert.Equal(200, (await api.CallAsync(HttpMethod.Post, done, ben)).Status);

        var seen = await api.GetAsync($"/api/public/tickets/{reported["number"]}", token: null);
        Assert.Equal("done", seen["state"]);
        Assert.Null(seen["taken_by"]);
    }

    [Fact]
    public async Task A_suspended_manager_is_refused_with_the_next_request()
    {
        await using var api = await StartAsync();
        var email = await server.AddUserAsync();
        var token = await SignInAsync(email);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(Me, token)).Response.StatusCode);

        (await server.RunAsync("users", "suspend", email)).Lines();

        await api.RefusesAsync(Me, token, Invalid, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_manager_who_has_signed_out_is_refused_with_the_next_request()
    {
        await using var api = await StartAsync();
        var token = await SignInAsync(await server.AddUserAsync());
        Assert.Equal(200, (await api.GetAsync(Me, token)).Status);

        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Issuer}/api/auth/logout");
        request.Headers.Authorization = new("Bearer", token);
        Assert.Equal(200, (await Http.SendAsync(request)).Status);

        await api.RefusesAsync(Me, token, Invalid, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_manager_whose_address_is_not_verified_is_refused()
    {
        await using var api = await StartAsync();
        var email = $"{TestClients.Unique("unverified")}@example.com";
        var registered = await PostJsonAsync(
            "/api/auth/register",
            new
            {
                email,
                password = TestClients.Password,
                name = "New",
                timezone = "Europe/Warsaw",
            }
        );
        Assert.Equal(201, registered.Status);
        Assert.Equal(
            403,
            (await PostJsonAsync("/api/auth/login", new { email, password = TestClients.Password })).Status
        );

        // A client that is less strict gets a token, and nowhere with it.
        var id = TestClients.Unique("loose");
        string[] create = ["clients", "create", id, "--grant", "password", "--scope", "issues", "--allow-unverified"];
        var client = new Registered((await server.RunAsync(create)).Lines())[id];
        var granted = await Http.PostAsync(
            server.TokenEndpoint,
            client,
            ("grant_type", "password"),
            ("username", email),
            ("password", TestClients.Password),
            ("scope", "issues")
        );
        Assert.Equal(200, granted.Status);

        Assert.Equal(403, (await api.GetAsync(Me, granted["access_token"])).Status);
    }

    [Fact]
    public async Task It_takes_our_tokens_and_no_others()
    {
        await using var api = await StartAsync();
        var token = await SignInAsync(await server.AddUserAsync());
        Assert.Equal("RS256", CompactJws.PeekHeader(token)!.Algorithm.Name);

        await api.RefusesAsync(Me, token: null, "Bearer scope=\"issues\"", HttpStatusCode.Unauthorized);
        var spoilt = new SpoiltTokens(token);
        string[] bad =
        [
            spoilt.SignedWithRsa(),
            spoilt.Unsigned(),
            spoilt.SignedWith(RandomNumberGenerator.GetBytes(64)),
            spoilt.WithOtherClaims(),
            "opaque",
        ];
        foreach (var one in bad)
            await api.RefusesAsync(Me, one, Invalid, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task New_signing_keys_fail_no_request()
    {
        await using var api = await StartAsync();
        var email = await server.AddUserAsync();
        var first = KeyOf(await SignInAsync(email));
        var traffic = new Traffic(async () =>
        {
            var token = await SignInAsync(email);
            return ((await api.GetAsync(Me, token)).Status, KeyOf(token) == first ? "old" : "new");
        });

        await traffic.FlowsAsync("old", 20);
        // Without the time that caches are given otherwise: the harder case.
        (await server.RunAsync("keys", "rotate", "--now")).Lines();
        await traffic.FlowsAsync("new", 20);

        Assert.Equal([200], await traffic.EndAsync());
    }

    private static string KeyOf(string token) => CompactJws.PeekHeader(token)!.KeyId!;

    private async Task<string> SignInAsync(string email) =>
        (await PostJsonAsync("/api/auth/login", new { email, password = TestClients.Password }))["access_token"]!;

    private async Task<TestAnswer> PostJsonAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Issuer + path)
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        return await Http.SendAsync(request);
    }

    private async Task<Sample> StartAsync()
    {
        var registered = await server.RegisterOnceAsync(
            "IssueTracker.Api",
            ("samples/adopted", Path.Join(Checkout.Root, "samples", "adopted"))
        );
        var port = FreePort.Take();
        return await Sample.StartAsync(
            "IssueTracker.Api",
            port,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ISSUER"] = server.Issuer,
                ["CLIENT_SECRET"] = registered["issue-tracker-api"].Secret!,
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
            },
            "dotnet",
            Checkout.BinaryOf("IssueTracker.Api")
        );
    }
}
