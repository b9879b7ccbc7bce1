using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Identity.Server.Audit;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Server.SpecTests.Hosting;

/// <summary>What leaves the server for a collector: what was done and how long it took, and nothing of anybody.</summary>
public sealed class TracesTests(TestDatabases databases)
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_collector_is_told_of_requests_and_statements_and_of_no_secret()
    {
        await using var collector = await Collector.StartAsync();
        await using var database = await databases.CreateStartedAsync(Ct);
        Scene scene;
        List<string> secrets = [TestClients.Password, "hunter-two"];
        await using (var server = await TestServer.StartAsync(database.ConnectionString, Ct, collector.Settings))
        {
            scene = await Scene.SetAsync(server);
            var tokens = await scene.SignInAsync();
            var next = await scene.RefreshAsync(tokens.Issued("refresh_token"));
            await server.TokenAsync(scene.Client, scene.SignInForm.With("password", "hunter-two"));
            await server.UserInfoAsync(tokens.Issued());
            await server.GetAsync("/reset-password?token=hunter-two");
            await server.GetAsync("/hunter-two");
            using var visitor = new Visitor(server);
            await visitor.SignInAsync(scene.Email);
            secrets.AddRange([scene.Email, scene.Client.Secret!, visitor["identity"]!]);
            secrets.AddRange([
                tokens.Issued(),
                tokens.Issued("refresh_token"),
                next.Issued(),
                next.Issued("refresh_token"),
            ]);
        }

        var (traces, metrics) = (collector.Heard("/v1/traces"), collector.Heard("/v1/metrics"));
        Assert.Contains("POST /connect/token", traces, StringComparison.Ordinal);
        Assert.Contains("UPDATE refresh_families", traces, StringComparison.Ordinal);
        Assert.Contains("identity-under-test", traces, StringComparison.Ordinal);
        Assert.Contains("identity.token.requests", metrics, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, traces, StringComparison.OrdinalIgnoreCase));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, metrics, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("127.0.0.1", traces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_away_delays_nobody()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        var settings = new Dictionary<string, string?>
        {
            ["Telemetry:OtlpEndpoint"] = "http://127.0.0.1:1",
            ["Telemetry:SamplingRatio"] = "1",
        };
        await using var server = await TestServer.StartAsync(database.ConnectionString, Ct, settings);
        var scene = await Scene.SetAsync(server);

        var asked = Stopwatch.GetTimestamp();
        (await scene.SignInAsync()).ShouldSucceed();

        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task The_number_of_a_callers_trace_is_the_number_of_its_request_whether_or_not_anything_is_logged()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        foreach (var level in (string[])["None", "Warning"])
        {
            await using var server = await TestServer.StartAsync(
                database.ConnectionString,
                Ct,
                new Dictionary<string, string?>
                {
                    ["Logging:LogLevel:Default"] = level,
                    ["Logging:LogLevel:Microsoft"] = level,
                }
            );
            var scene = await Scene.SetAsync(server);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
            request.Headers.Authorization = new("Bearer", "nothing");
            request.Headers.Add("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01");

            var refused = await server.SendAsync(request);

            Assert.Equal(TraceId, refused.Response.Headers.GetValues("X-Correlation-Id").Single());
            await server.ToldAsync(AuditKind.UserInfoRefusal, correlation: TraceId);
            Assert.NotNull(scene);
        }
    }

    /// <summary>Listens as a collector does, and keeps what it was sent. Texts stand in protobuf as they are.</summary>
    private sealed class Collector(WebApplication site) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Body)> _heard = new();

        public Dictionary<string, string?> Settings =>
            new()
            {
                ["Telemetry:OtlpEndpoint"] = site
                    .Services.GetRequiredService<IServer>()
                    .Features.Get<IServerAddressesFeature>()!
                    .Addresses.Single(),
                ["Telemetry:OtlpProtocol"] = "Http",
                ["Telemetry:SamplingRatio"] = "1",
                ["Telemetry:ServiceName"] = "identity-under-test",
            };

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            collector.Listen();
            await collector.StartListeningAsync();
            return collector;
        }

        public string Heard(string path) =>
            string.Concat(_heard.Where(sent => sent.Path == path).Select(sent => sent.Body));

        public ValueTask DisposeAsync() => site.DisposeAsync();

        private Task StartListeningAsync() => site.StartAsync(Ct);

        private void Listen() =>
            site.Run(async http =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body, Ct);
                _heard.Enqueue((http.Request.Path.Value!, Encoding.UTF8.GetString(body.ToArray())));
                http.Response.StatusCode = (int)HttpStatusCode.OK;
            });
    }
}
