using System.Globalization;
using System.Net;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>samples/Api.Nginx, as its README starts it.</summary>
[Collection(SampleCollection.Name)]
public sealed class NginxApiTests(SampleServer server) : IDisposable
{
    private const string Invalid = "Bearer error=\"invalid_token\"";
    private const string Report = "/2026/q3";

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_lets_in_whom_the_server_vouches_for_until_the_token_is_revoked()
    {
        SkipUnlessInstalled();
        var registered = await server.RegisterAsync("Api.Nginx");
        await using var nginx = await StartAsync(registered["reports-gate"]);
        var caller = registered["reports-demo"];
        var token = await server.TokenAsync(caller);

        Assert.Equal(
            """{"subject":"reports-demo","client":"reports-demo","path":"/2026/q3"}""",
            await AskAsAdminAsync(nginx, token)
        );

        await nginx.RefusesAsync(Report, token: null, "Bearer", HttpStatusCode.Unauthorized);
        var spoilt = new SpoiltTokens(token);
        foreach (var bad in (string[])[spoilt.SignedWithRsa(), spoilt.Unsigned(), spoilt.WithOtherClaims()])
            await nginx.RefusesAsync(Report, bad, Invalid, HttpStatusCode.Unauthorized);

        await Http.PostAsync($"{server.Issuer}/connect/revoke", caller, ("token", token));
        await nginx.RefusesAsync(Report, token, Invalid, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_without_the_scope_or_for_another_API_is_refused()
    {
        SkipUnlessInstalled();
        // The gate of an API that knows another scope than the one that nginx asks for, and its caller.
        var registered = await server.RegisterAsync(
            "Api.Nginx",
            instead:
            [
                ("urn:sample:reports", "urn:sample:papers"),
                ("reports.read", "reports.write"),
                ("reports-", "papers-"),
            ]
        );
        var token = await server.TokenAsync(registered["papers-demo"]);

        await using (var nginx = await StartAsync(registered["papers-gate"], "urn:sample:papers"))
        {
            await nginx.RefusesAsync(
                Report,
                token,
                "Bearer error=\"insufficient_scope\", scope=\"reports.read\"",
                HttpStatusCode.Forbidden
            );
        }
        await using (var nginx = await StartAsync(registered["papers-gate"]))
            await nginx.RefusesAsync(Report, token, Invalid, HttpStatusCode.Unauthorized);
    }

    private static void SkipUnlessInstalled() =>
        Assert.SkipUnless(
            File.Exists("/usr/sbin/nginx") && File.Exists("/usr/lib/nginx/modules/ngx_http_js_module.so"),
            "nginx is not installed: apt-get install nginx-light libnginx-mod-http-js."
        );

    // Whoever calls may say that they are somebody else, but the application is not told so.
    private static async Task<string> AskAsAdminAsync(Sample nginx, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, nginx.Address + Report);
        request.Headers.Add("Authorization", $"Bearer {token}");
        request.Headers.Add("X-Subject", "admin");
        return (await Http.SendAsync(request)).Body;
    }

    private Task<Sample> StartAsync(TestClient gate, string audience = "urn:sample:reports")
    {
        var port = FreePort.Take();
        return Sample.StartAsync(
            "Api.Nginx",
            port,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["CLIENT_ID"] = gate.Id,
                ["CLIENT_SECRET"] = gate.Secret!,
                ["AUDIENCE"] = audience,
                ["IDENTITY"] = server.HostAndPort,
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["FOLDER"] = _folder.Path,
            },
            Path.Join(Sample.FolderOf("Api.Nginx"), "start.sh")
        );
    }
}
