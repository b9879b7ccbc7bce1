using System.Text.Json.Nodes;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>A front end that was written for another server, and is pointed at this one.</summary>
public sealed class KeycloakJsTests(Chromium chromium, ClassServer host) : IClassFixture<ClassServer>
{
    [Fact]
    public async Task Keycloak_js_signs_in_reads_userinfo_and_signs_out()
    {
        await using var script = await Script.NodeAsync("keycloak-js.mjs");
        var address = (await script.AskAsync("listen")).Value.GetString()!;
        var client = await host.Server.AddAppAsync(
            $"{address}/",
            asked =>
                asked with
                {
                    AuthenticationMethod = ClientAuthenticationMethod.None,
                    // It takes refresh tokens for JWTs, and ends at one that is none.
                    GrantTypes = ["authorization_code"],
                    IsFirstParty = true,
                    Metadata = new ClientMetadata { PostLogoutRedirectUris = [$"{address}/"] },
                }
        );
        await script.AskAsync(
            "use",
            new JsonObject { ["oidcProvider"] = host.Server.Issuer, ["clientId"] = client.Id }
        );
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var email = await host.Server.AddUserAsync();

        await person.Page.GotoAsync($"{address}/");
        await person.SignInAsync(email);
        var said = await person.AppSaysAsync(address);

        Assert.True(said.TryGetProperty("authenticated", out _), said.ToString());
        Assert.Equal(email, said.GetProperty("user").GetProperty("email").GetString());
        Assert.Equal(said.GetProperty("subject").GetString(), said.GetProperty("user").GetProperty("sub").GetString());

        await person.Page.EvaluateAsync("() => { keycloak.logout(); }");
        await person.Page.ArrivesAsync($"{host.Server.Issuer}/signin**");
        Assert.Empty(person.Complaints);
    }
}
