using System.Globalization;
using System.Net;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>samples/Mcp, as its README starts it: a server and a client that know nothing of each other, nor of us.</summary>
[Collection(SampleCollection.Name)]
public sealed class McpTests(Chromium chromium, SampleServer server) : IDisposable
{
    // Its URL is the audience, which is registered once.
    private static readonly int Port = FreePort.Take();

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact, Spec("RFC 9728 §5"), Spec("RFC 7591 §3"), Spec("RFC 8707 §2")]
    public async Task A_client_that_nobody_registered_finds_its_way_and_is_let_in_by_a_person()
    {
        await using var mcp = await StartAsync();
        await using var person = await Person.AtAsync(chromium, server.Issuer);

        await using (var client = Call(mcp, "Ducks float"))
        {
            await client.PrintsAsync("/connect/authorize");
            var address = client.Printed.Split('\n').Single(line => line.Contains("/connect/authorize")).Trim();
            Assert.Contains(Uri.EscapeDataString($"{mcp.Address}/mcp"), address, StringComparison.Ordinal);
            await person.Page.GotoAsync(address);
            await person.SignInAsync(await server.AddUserAsync());
            await person.AllowAsync();
            await person.Page.WaitForSelectorAsync("h1:has-text('You can close this page')");
            await client.PrintsAsync("Ducks float");
        }

        // What was kept of the first time is enough for the second.
        await using var again = Call(mcp);
        await again.PrintsAsync("Ducks float");
        Assert.DoesNotContain("Open this address", again.Printed, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 9728 §5.1")]
    public async Task Whoever_brings_no_token_or_that_of_another_server_is_told_where_to_get_one()
    {
        await using var mcp = await StartAsync();
        var notes = await server.RegisterOnceAsync("Api.Express");
        var metadata = $"{mcp.Address}/.well-known/oauth-protected-resource/mcp";

        foreach (var token in (string?[])[null, await server.TokenAsync(notes["notes-demo"])])
        {
            var refused = await mcp.CallAsync(HttpMethod.Post, "/mcp", token, "{}");
            Assert.Equal(HttpStatusCode.Unauthorized, refused.Response.StatusCode);
            var challenge = refused.Response.Headers.WwwAuthenticate.ToString();
            Assert.Contains($"resource_metadata=\"{metadata}\"", challenge, StringComparison.Ordinal);
        }

        var found = await mcp.GetAsync("/.well-known/oauth-protected-resource/mcp", token: null);
        Assert.Equal($"{mcp.Address}/mcp", found["resource"]);
        Assert.Equal(server.Issuer, found.Json.GetProperty("authorization_servers")[0].GetString()!.TrimEnd('/'));
    }

    private RunningServer Call(Sample mcp, params string[] sentence) =>
        Sample.Start(
            "Mcp",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["SERVER"] = $"{mcp.Address}/mcp",
                ["SESSION"] = _folder.In("session.json"),
            },
            ["node", "client.js", .. sentence]
        );

    private async Task<Sample> StartAsync()
    {
        Sample.NeedNodePackages("Mcp");
        var port = Port.ToString(CultureInfo.InvariantCulture);
        await server.RegisterOnceAsync("Mcp", ("127.0.0.1:3100", $"127.0.0.1:{port}"));
        return await Sample.StartAsync(
            "Mcp",
            Port,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["ISSUER"] = server.Issuer, ["PORT"] = port },
            "node",
            "server.js"
        );
    }
}
