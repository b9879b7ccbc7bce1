using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Authorize;

/// <summary>Ten thousand damaged authorization requests: each is answered, and none is sent where the app is not.</summary>
public sealed partial class DamagedAuthorizationTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const int Requests = 10_000;
    private const int Connections = 8;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Spec("RFC 6749 §3.1"), Spec("RFC 6749 §10.15"), Spec("RFC 9700 §4.11.2")]
    [InlineData("GET", null, 101)]
    [InlineData("GET", "form_post", 102)]
    [InlineData("POST", null, 103)]
    public async Task Each_is_answered_and_none_leads_astray(string method, string? mode, int seed)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var query = Encoding.ASCII.GetBytes(ready.App.Address(("response_mode", mode)).Split('?')[1]);

        var findings = await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(worker => SendAsync(ready, method, query, new SeededDamage((ulong)((seed * 1000) + worker))))
        );

        Assert.Empty(findings.SelectMany(found => found.Astray).Take(5));
        // The damage is not so great that nothing but refusals is tested.
        Assert.All(
            (int[])[200, 303, 400],
            status => Assert.True(Sum(findings, status) > 0 || IsRare(method, mode, status))
        );
        await ready.ShouldBeAsGoodAsBeforeAsync();
    }

    private static async Task<Findings> SendAsync(ReadyApp ready, string method, byte[] query, SeededDamage damage)
    {
        var findings = new Findings([], []);
        var cookie = ("Cookie", $"identity={ready.Visitor["identity"]}; visitor={ready.Visitor["visitor"]}");
        RawHttp? http = null;
        try
        {
            for (var i = 0; i < Requests / Connections; i++)
            {
                http ??= await RawHttp.OpenAsync(ready.App.Server, Ct);
                var (bytes, isHead) =
                    method == "GET"
                        ? (Get(damage.OfQuery(query), cookie), false)
                        : damage.Of(new Seed(method, "/connect/authorize", [cookie, Form], query));
                var answer = await http.SendAsync(bytes, isHead, Ct);
                findings.Statuses[answer?.Status ?? 0] = findings.Statuses.GetValueOrDefault(answer?.Status ?? 0) + 1;
                if (answer is null or { Status: >= 500 or < 200 } || LeadsAstray(answer, ready.App))
                    findings.Astray.Add($"{answer?.Status} {answer?.Head}\n{Encoding.Latin1.GetString(bytes)}");
                if (answer is { IsLast: false })
                    continue;
                http.Dispose();
                http = null;
            }
        }
        finally
        {
            http?.Dispose();
        }
        return findings;
    }

    private static (string, string) Form => ("Content-Type", "application/x-www-form-urlencoded");

    private static byte[] Get(byte[] query, (string Name, string Value) header) =>
        [
            .. Encoding.ASCII.GetBytes("GET /connect/authorize?"),
            .. query,
            .. Encoding.ASCII.GetBytes($" HTTP/1.1\r\nHost: localhost\r\n{header.Name}: {header.Value}\r\n\r\n"),
        ];

    private static bool LeadsAstray(RawAnswer answer, App app)
    {
        if (Location().Match(answer.Head) is { Success: true } location)
        {
            var address = location.Groups["address"].Value;
            return !address.StartsWith($"{app.RedirectUri}?", StringComparison.Ordinal)
                && !address.StartsWith($"{app.RedirectUri}#", StringComparison.Ordinal)
                && !OnThisHost().IsMatch(address);
        }
        return Action()
            .Matches(answer.Text)
            .Any(form => WebUtility.HtmlDecode(form.Groups["address"].Value) != app.RedirectUri);
    }

    private static int Sum(IEnumerable<Findings> findings, int status) =>
        findings.Sum(found => found.Statuses.GetValueOrDefault(status));

    // Only a form that is posted is a page of ours that answers.
    private static bool IsRare(string method, string? mode, int status) =>
        status == 200 && (method == "POST" || mode is null);

    [GeneratedRegex(@"^/(?![/\\])", RegexOptions.None, 1000)]
    private static partial Regex OnThisHost();

    private sealed record Findings(List<string> Astray, Dictionary<int, int> Statuses);

    [GeneratedRegex(
        "^Location: (?<address>[^\r\n]*)",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Location();

    [GeneratedRegex(
        "<form[^>]*action=\"(?<address>[^\"]*)\"",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Action();
}
