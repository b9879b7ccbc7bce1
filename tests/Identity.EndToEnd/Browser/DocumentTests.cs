using Identity.Tests;

namespace Identity.EndToEnd.Browser;

public sealed class DocumentTests(Chromium chromium, ClassServer server) : IClassFixture<ClassServer>
{
    [Fact]
    public async Task A_browser_reads_discovery()
    {
        await using var person = await Person.AtAsync(chromium, server.Server.Issuer);

        var answer = await person.Page.GotoAsync("/.well-known/openid-configuration");

        Assert.Equal(200, answer!.Status);
        Assert.Contains(server.Server.Issuer, await person.Page.InnerTextAsync("body"), StringComparison.Ordinal);
    }
}
