using System.Globalization;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

public sealed class ApacheTests(Chromium chromium, ClassServer host) : IClassFixture<ClassServer>, IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Mod_auth_openidc_lets_in_who_has_signed_in_and_tells_the_application_who_that_is()
    {
        Apache.SkipUnlessInstalled();
        var port = FreePort.Take();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var client = await host.Server.AddAppAsync($"{address}/callback");
        await using var apache = await Apache.StartAsync(_folder, port, host.Server.Issuer, client);
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var email = await host.Server.AddUserAsync();

        await person.Page.GotoAsync($"{address}/");
        await person.SignInAsync(email);
        await person.AllowAsync();

        var told = await person.AppSaysAsync(address);
        Assert.Equal(email, told.GetProperty("email").GetString());
        Assert.Equal("Test Person", told.GetProperty("name").GetString());
        Assert.StartsWith(told.GetProperty("sub").GetString()!, told.GetProperty("user").GetString());
    }
}
