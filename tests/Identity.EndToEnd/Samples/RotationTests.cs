using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Identity.EndToEnd.Processes;
using Identity.Jose;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>Keys and secrets change under samples of other stacks while they are called, and none of their callers notices.</summary>
[Collection(SampleCollection.Name)]
public sealed class RotationTests(SampleServer server)
{
    [Fact]
    public async Task An_announced_key_fails_no_request_of_an_api_that_caches_keys()
    {
        Sample.NeedNodePackages("Api.Express");
        var caller = (await server.RegisterOnceAsync("Api.Express"))["notes-demo"];
        await using var api = await ExpressApiTests.StartAsync(server);
        var first = KeyOf(await server.TokenAsync(caller));
        var traffic = new Traffic(async () =>
        {
            var token = await server.TokenAsync(caller);
            return ((await api.GetAsync("/notes", token)).Status, KeyOf(token) == first ? "old" : "new");
        });

        await traffic.FlowsAsync("old", 20);
        // A minute's notice; a quarter of an hour more where caches are to be given their time.
        (await server.RunWithAsync("IDENTITY__Keys__CacheFor", "00:00:00", "keys", "rotate")).Lines();
        await traffic.FlowsAsync("new", 20);

        Assert.Equal([200], await traffic.EndAsync());
    }

    [Fact]
    public async Task A_new_secret_fails_no_request_of_an_api_that_was_given_it_first()
    {
        FastApiTests.SkipUnlessInstalled();
        var (old, next) = (NewSecret(), NewSecret());
        const string Audience = "urn:sample:todo-rotated";
        var registered = await server.RegisterAsync(
            "Todo.FastApi",
            instead:
            [
                ("$(openssl rand -hex 32)", old),
                ("urn:sample:todo", Audience),
                ("--scope todo", "--scope todo-rotated"),
                ("todo-demo", "todo-rotated-demo"),
            ]
        );
        await using var api = await StartFastApiAsync(old, next, Audience);
        var traffic = new Traffic(async () =>
        {
            var token = await server.TokenAsync(registered["todo-rotated-demo"]);
            return ((await api.GetAsync("/api/todos", token)).Status, IsSignedWith(token, next) ? "new" : "old");
        });

        await traffic.FlowsAsync("old", 20);
        (await server.RunWithInputAsync(next + "\n", "apis", "rotate-secret", Audience, "--secret-stdin")).Lines();
        await traffic.FlowsAsync("new", 20);

        Assert.Equal([200], await traffic.EndAsync());
    }

    private static string KeyOf(string token) => CompactJws.PeekHeader(token)!.KeyId!;

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static bool IsSignedWith(string token, string secret)
    {
        var key = VerificationKey.FromSecret(JwsAlgorithm.HS256, Encoding.UTF8.GetBytes(secret));
        return CompactJws.Verify(token, new VerificationKeys(key)) is not null;
    }

    private Task<Sample> StartFastApiAsync(string secret, string other, string audience)
    {
        var port = FreePort.Take().ToString(CultureInfo.InvariantCulture);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["JWT_SECRET"] = secret,
            ["JWT_SECRET_OTHER"] = other,
            ["JWT_AUDIENCE"] = audience,
            ["JWT_ISSUER"] = server.Issuer,
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        };
        string[] command = ["/usr/bin/uvicorn", "main:app", "--port", port];
        return Sample.StartAsync("Todo.FastApi", int.Parse(port, CultureInfo.InvariantCulture), environment, command);
    }
}
