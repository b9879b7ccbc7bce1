using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;
using Microsoft.Extensions.Logging;

namespace Identity.Server.SpecTests.Hosting;

/// <summary>Logs are for people who should know no secret: this reads everything that any library would log.</summary>
public sealed class LogTests(ClassDatabase database) : IClassFixture<ClassDatabase>
{
    /// <summary>The server's own filters, for an operator who asks for everything.</summary>
    private static readonly Dictionary<string, string?> AsConfigured = new() { ["Logging:LogLevel:Default"] = "Trace" };
    private static readonly string[] Kinds = ["access_token", "refresh_token", "id_token"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_is_in_the_log_whatever_happens_and_however_much_is_logged()
    {
        using var log = new CapturedLog();
        await using var server = await StartAsync(log);
        var scene = await Scene.SetAsync(server, Jose.JwsAlgorithm.HS256);
        var api = await scene.AddApiClientAsync();

        var first = await scene.SignInAsync();
        var second = await scene.RefreshAsync(first.Issued("refresh_token"));
        var third = await scene.RefreshAsync(second.Issued("refresh_token"));
        var answers = new List<TestAnswer> { first, second, third, await scene.ClientCredentialsAsync() };
        string[] tokens = [.. answers.SelectMany(answer => Kinds.Select(kind => answer[kind])).OfType<string>()];
        foreach (var token in tokens)
        {
            await server.IntrospectAsync(api, token);
            await server.UserInfoAsync(token);
            await server.TokenAsync(scene.Client, [.. Scene.RefreshForm(token), ("scope", token)]);
        }
        await scene.RefreshAsync(first.Issued("refresh_token"));
        const string Wrong = "a-wrong-password-that-nobody-may-read";
        await server.TokenAsync(scene.Client, scene.SignInForm.With("password", Wrong));
        await server.TokenAsync(scene.Client, scene.SignInForm.With("username", Wrong));
        await server.TokenAsync(scene.Client with { Secret = Wrong }, scene.ClientForm);
        await server.RevokeAsync(scene.Client, third.Issued("refresh_token"));
        await server.PostRawAsync("/connect/token", $"Basic {Wrong}", Encoding.ASCII.GetBytes($"password={Wrong}%00"));

        string[] secrets =
        [
            .. tokens,
            Wrong,
            TestClients.Password,
            scene.Client.Secret!,
            api.Secret!,
            TestClients.Basic(scene.Client.Id, scene.Client.Secret!).Parameter!,
            Convert.ToBase64String(scene.Secret!),
            Convert.ToHexString(scene.Secret!),
        ];
        await log.UntilAsync("/connect/revoke", Ct);
        Assert.Contains(log.Lines, line => line.StartsWith("Npgsql", StringComparison.Ordinal));
        foreach (var secret in secrets)
            Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_request_is_one_line_with_method_path_status_and_duration()
    {
        using var log = new CapturedLog();
        await using var server = await StartAsync(log, AsConfigured);

        await server.GetAsync("/connect/userinfo?secret=1");

        await log.UntilAsync(" answered ", Ct);
        var line = Assert.Single(log.Lines, line => line.Contains(" answered ", StringComparison.Ordinal));
        Assert.Matches(@"GET /connect/userinfo answered 401 in \d+\.\d ms", line);
        Assert.DoesNotContain(log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task A_refusal_is_logged_once_with_the_reason_that_the_answer_does_not_give()
    {
        using var log = new CapturedLog();
        await using var server = await StartAsync(log);
        var scene = await Scene.SetAsync(server);

        var answer = await server.TokenAsync(scene.Client, scene.SignInForm.With("username", "nobody@example.com"));

        var line = Assert.Single(log.Lines, line => line.Contains("invalid_grant", StringComparison.Ordinal));
        Assert.Contains("no such account", line, StringComparison.Ordinal);
        Assert.DoesNotContain("no such account", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_break_in_a_request_makes_no_line_of_its_own()
    {
        using var log = new CapturedLog();
        await using var server = await StartAsync(log, AsConfigured);

        await server.GetAsync("/nowhere%0d%0aforged:%20line");

        await log.UntilAsync("/nowhere", Ct);
        Assert.DoesNotContain(log.Lines, line => line.Contains("\nforged", StringComparison.Ordinal));
    }

    private async Task<TestServer> StartAsync(CapturedLog log, Dictionary<string, string?>? settings = null)
    {
        var server = await TestServer.StartAsync(database.ConnectionString, Ct, settings ?? CapturedLog.Settings);
        server.Get<ILoggerFactory>().AddProvider(log);
        return server;
    }
}
