using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Starting;

/// <summary>The metrics of a server in production, and the log beside them, as the tools of operators read them.</summary>
public sealed class MetricsTests(ClassDatabase database) : IClassFixture<ClassDatabase>, IDisposable
{
    private readonly WorkFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Promtool_finds_nothing_to_say_about_them()
    {
        var (server, issuer, metrics) = Production();
        await using var running = await server.ServeAsync();
        await TrafficAsync(issuer);

        using var answer = await Http.GetAsync($"{metrics}/metrics");
        var text = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Contains("identity_token_requests_total", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Host=", text, StringComparison.Ordinal);
        await LintAsync(text);
    }

    [Fact]
    public async Task Each_line_of_a_request_has_the_number_of_its_trace()
    {
        var (server, issuer, _) = Production();
        await using var running = await server.ServeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{issuer}/connect/userinfo");
        request.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        await Http.SendAsync(request);

        await running.PrintsAsync("/connect/userinfo answered");
        Assert.Contains(
            running.Printed.Split('\n'),
            line =>
                line.Contains("/connect/userinfo answered", StringComparison.Ordinal)
                && line.Contains("\"TraceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named_with_its_setting()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var (server, _, _) = Production();
        server.Environment["IDENTITY__Metrics__Url"] = $"http://{taken.LocalEndpoint}";

        Assert.Contains("Metrics:Url", (await server.RunAsync("serve")).Refusal(), StringComparison.Ordinal);
    }

    private static async Task TrafficAsync(string issuer)
    {
        foreach (
            var path in (string[])["/.well-known/openid-configuration", "/.well-known/jwks.json", "/signin", "/no"]
        )
            (await Http.GetAsync($"{issuer}{path}")).Dispose();
        foreach (var grant in (string[])["password", "refresh_token", "client_credentials", "authorization_code"])
            await Http.PostAsync(
                $"{issuer}/connect/token",
                client: null,
                ("grant_type", grant),
                ("client_id", "nobody")
            );
    }

    private static async Task LintAsync(string text)
    {
        using var promtool = Start();
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync(Ct) + await promtool.StandardError.ReadToEndAsync(Ct);
        await promtool.WaitForExitAsync(Ct);

        Assert.Equal("", said);
        Assert.Equal(0, promtool.ExitCode);
    }

    private static Process Start()
    {
        try
        {
            return Process.Start(
                new ProcessStartInfo("promtool", ["check", "metrics"])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("promtool is not on this machine (Debian: prometheus).");
            throw;
        }
    }

    private (ServerBinary Server, string Issuer, string Metrics) Production()
    {
        var server = ServerBinary.On(database.ConnectionString, _folder.Path);
        var (issuer, metrics) = ($"http://127.0.0.1:{FreePort.Take()}", $"http://127.0.0.1:{FreePort.Take()}");
        server.Environment["ASPNETCORE_URLS"] = issuer;
        server.Environment["IDENTITY__Metrics__Url"] = metrics;
        return (server, issuer, metrics);
    }
}
