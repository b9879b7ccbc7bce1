using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Identity.EndToEnd.Processes;
using Identity.Jose;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>samples/AgentCaller.Api, as its README starts it, for the call centre that moved in: it knows the shared secret alone.</summary>
[Collection(SampleCollection.Name)]
public sealed class AgentCallerTests(SampleServer server, TestDatabases databases) : IAsyncLifetime
{
    private const string Audience = "urn:agentcaller:api";
    private const string Clients = "/v1/clients";
    private const string Invalid =
        "Bearer error=\"invalid_token\", "
        + "error_description=\"The access token is expired, revoked, malformed, or not for this API.\"";

    // The tests of this class run one after the other, on one server: who rotates the secret says which one holds then.
    private static string _secret = NewSecret();

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateEmptyAsync(Ct);
        await server.RegisterAsync(
            "AgentCaller.Api",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["AGENTCALLER_SECRET"] = _secret },
            ("samples/adopted", Path.Join(Checkout.Root, "samples", "adopted"))
        );
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task It_keeps_clients_and_appointments_for_those_who_have_signed_in()
    {
        await using var api = await StartAsync(_secret);
        var token = await SignUpAsync();

        var made = await api.CallAsync(HttpMethod.Post, Clients, token, """{"name":"Anna_1","phone":"+48 600"}""");
        Assert.Equal(HttpStatusCode.Created, made.Response.StatusCode);
        var client = made.Json.GetProperty("id").GetInt32();
        var booked = await api.CallAsync(HttpMethod.Post, "/v1/appointments", token, Appointment(client));
        Assert.Equal(HttpStatusCode.Created, booked.Response.StatusCode);
        Assert.Equal("ring twice", booked["notes"]);

        Assert.Equal(1, Count(await api.GetAsync($"{Clients}?name=anna", token)));
        Assert.Equal(0, Count(await api.GetAsync($"{Clients}?name=%25", token)));
        Assert.Equal(1, Count(await api.GetAsync($"/v1/appointments?client_id={client}", token)));
        Assert.Equal(422, (await api.CallAsync(HttpMethod.Post, Clients, token, "{}")).Status);
        Assert.Equal(422, (await api.CallAsync(HttpMethod.Post, "/v1/appointments", token, Appointment(0))).Status);
        var gone = await api.GetAsync($"{Clients}/0", token);
        Assert.Equal((404, "Not found"), (gone.Status, gone["detail"]));

        // Appointments go with their client.
        Assert.Equal(204, (await api.CallAsync(HttpMethod.Delete, $"{Clients}/{client}", token)).Status);
        Assert.Equal(0, Count(await api.GetAsync("/v1/appointments", token)));
    }

    [Fact]
    public async Task It_takes_our_tokens_with_the_shared_secret_and_no_others()
    {
        await using var api = await StartAsync(_secret);
        var token = await SignUpAsync();
        Assert.Equal("HS256", CompactJws.PeekHeader(token)!.Algorithm.Name);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(Clients, token)).Response.StatusCode);

        await api.RefusesAsync(Clients, token: null, "Bearer", HttpStatusCode.Unauthorized);
        Assert.Equal("Could not validate credentials", (await api.GetAsync(Clients, token: null))["detail"]);

        var key = Encoding.UTF8.GetBytes(_secret);
        var past = DateTimeOffset.UnixEpoch.AddYears(50).ToUnixTimeSeconds();
        var spoilt = new SpoiltTokens(token);
        string[] bad =
        [
            spoilt.SignedWithRsa(),
            spoilt.Unsigned(),
            spoilt.SignedWith(RandomNumberGenerator.GetBytes(64)),
            spoilt.WithOtherClaims(),
            spoilt.Resigned(key, claims => claims["exp"] = past),
            spoilt.Resigned(key, claims => claims["aud"] = "urn:another:api"),
            spoilt.Resigned(key, claims => claims.AsObject().Remove("exp")),
            await RealRs256TokenAsync(),
        ];
        foreach (var one in bad)
            await api.RefusesAsync(Clients, one, Invalid, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_secret_fails_no_request()
    {
        var (old, next) = (_secret, NewSecret());
        // First the API knows both, then the server signs with the new one.
        await using var api = await StartAsync(old, other: next);
        var email = await SignUpForAsync();
        var traffic = new Traffic(async () =>
        {
            var token = await SignInAsync(email);
            var answer = await api.GetAsync(Clients, token);
            return (answer.Status, IsSignedWith(token, next) ? "new" : "old");
        });

        await traffic.FlowsAsync("old", 20);
        var rotated = await server.RunWithInputAsync(next + "\n", "apis", "rotate-secret", Audience, "--secret-stdin");
        _secret = next;
        await traffic.FlowsAsync("new", 20);

        Assert.Equal([$"rotated the secret of {Audience}"], rotated.Lines());
        Assert.Equal([200], await traffic.EndAsync());
    }

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static int Count(TestAnswer answer) => answer.Json.GetArrayLength();

    private static string Appointment(int client) =>
        $$"""
            {"client_id":{{client}},"starts_at":"2030-05-01T10:00:00+02:00","ends_at":"2030-05-01T10:30:00+02:00",
             "notes":"ring twice"}
            """;

    private static bool IsSignedWith(string token, string secret) =>
        CompactJws.Verify(
            token,
            new VerificationKeys(VerificationKey.FromSecret(JwsAlgorithm.HS256, Encoding.UTF8.GetBytes(secret)))
        )
            is not null;

    // Genuine, by this very server, for another API.
    private async Task<string> RealRs256TokenAsync()
    {
        var audience = $"urn:sample:{TestClients.Unique("rs")}";
        var scope = TestClients.Unique("rs-scope");
        var client = TestClients.Unique("rs-client");
        (await server.RunAsync("apis", "create", audience, "--scope", scope)).Lines();
        string[] create = ["clients", "create", client, "--grant", "client_credentials", "--scope", scope];
        var registered = new Registered((await server.RunAsync(create)).Lines());
        return await server.TokenAsync(registered[client]);
    }

    private async Task<string> SignUpForAsync()
    {
        var email = $"{TestClients.Unique("agent")}@example.com";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Issuer}/v1/auth/register")
        {
            Content = new StringContent(
                JsonSerializer.Serialize(new { email, password = "secret123" }),
                Encoding.UTF8,
                "application/json"
            ),
        };
        Assert.Equal(201, (await Http.SendAsync(request)).Status);
        return email;
    }

    private async Task<string> SignUpAsync() => await SignInAsync(await SignUpForAsync());

    private async Task<string> SignInAsync(string email) =>
        (
            await Http.PostAsync(
                $"{server.Issuer}/v1/auth/login",
                client: null,
                ("username", email),
                ("password", "secret123")
            )
        )["access_token"]!;

    private Task<Sample> StartAsync(string secret, string? other = null)
    {
        var port = FreePort.Take();
        return Sample.StartAsync(
            "AgentCaller.Api",
            port,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["AGENTCALLER_SECRET"] = secret,
                ["AGENTCALLER_SECRET_OTHER"] = other ?? "",
                ["AGENTCALLER_DATABASE"] = _database.ConnectionString,
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
            },
            "dotnet",
            Checkout.BinaryOf("AgentCaller.Api")
        );
    }
}
