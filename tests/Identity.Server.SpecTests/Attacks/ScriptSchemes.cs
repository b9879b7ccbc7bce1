using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Addresses that a browser runs, or hands to whatever app answers, in place of asking a server.</summary>
public sealed class ScriptSchemes(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 9700 §4.11.2"), Spec("RFC 8252 §8.4")]
    [InlineData("javascript:alert(document.domain)//")]
    [InlineData("JavaScript:alert(1)")]
    [InlineData("javascript://app.example.com/%0aalert(1)")]
    [InlineData("java\tscript:alert(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("data:text/html;base64,PHNjcmlwdD4=")]
    [InlineData("vbscript:x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("blob:https://app.example.com/1")]
    [InlineData("intent://scan/")]
    [InlineData("view-source:https://app.example.com/")]
    [InlineData("http://app.example.com/callback")]
    [InlineData("about:blank")]
    public async Task They_lead_nowhere_even_where_they_got_into_the_database(string address)
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        await host.Server.ChangeClientAsync(ready.App.Client, row => row.RedirectUris = [address]);

        foreach (var mode in (string?[])[null, "fragment", "form_post"])
        {
            (await ready.AskAsync(("redirect_uri", address), ("response_mode", mode))).ShouldStayHere();
            (
                await ready.AskAsync(("redirect_uri", null), ("scope", "email"), ("response_mode", mode))
            ).ShouldStayHere();
        }
        var pushed = await host.Server.PostAsync(
            "/connect/par",
            ready.App.Client,
            [.. ready.App.Request(("redirect_uri", address)).Select(pair => (pair.Key, pair.Value))]
        );
        pushed.ShouldRefuse("invalid_request");
    }
}
