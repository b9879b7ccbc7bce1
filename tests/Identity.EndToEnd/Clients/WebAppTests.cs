using System.Text.Json.Nodes;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;
using Identity.Server.Clients;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>People sign in at web apps that leave it all to the middleware of others.</summary>
public sealed class WebAppTests(Chromium chromium, ClassServer host) : IClassFixture<ClassServer>
{
    [Fact]
    public Task Express_openid_connect_knows_who_signed_in_and_signs_them_out() =>
        SignInAsync(
            "express-openid-connect.mjs",
            "/callback",
            asked =>
                asked with
                {
                    Metadata = asked.Metadata with
                    {
                        PostLogoutRedirectUris =
                        [
                            asked.RedirectUris[0].Replace("/callback", "", StringComparison.Ordinal),
                        ],
                    },
                },
            after: async (person, address) =>
            {
                await person.Page.GotoAsync($"{address}/logout");
                // It is back at the app, whose page sends away who is not signed in.
                Assert.Equal("Sign in", await person.Page.InnerTextAsync("h1"));
            }
        );

    // It sends its secret in the form, and knows no PKCE: its nonce has to do (RFC 9700 §2.1.1).
    [Fact]
    public Task Passport_openidconnect_knows_who_signed_in() =>
        SignInAsync(
            "passport-openidconnect.mjs",
            "/callback",
            asked =>
                asked with
                {
                    AuthenticationMethod = ClientAuthenticationMethod.ClientSecretPost,
                    Metadata = asked.Metadata with { RequirePkce = false },
                }
        );

    [Fact]
    public Task Auth_core_knows_who_signed_in() =>
        SignInAsync("auth-core.mjs", "/auth/callback/identity", asked => asked, "button:has-text('Identity')");

    /// <param name="script">The app.</param>
    /// <param name="callback">Where its library takes answers.</param>
    /// <param name="with">What is registered for it.</param>
    /// <param name="button">What is to be pressed at the app before it sends anybody away.</param>
    /// <param name="after">What is done there afterwards.</param>
    private async Task SignInAsync(
        string script,
        string callback,
        Func<NewClient, NewClient> with,
        string? button = null,
        Func<Person, string, Task>? after = null
    )
    {
        await using var app = await Script.NodeAsync(script);
        await using var person = await Person.AtAsync(chromium, host.Server.Issuer);
        var address = (await app.AskAsync("listen")).Value.GetString()!;
        var client = await host.Server.AddAppAsync($"{address}{callback}", with);
        var settings = new JsonObject
        {
            ["issuer"] = host.Server.Issuer,
            ["clientId"] = client.Id,
            ["secret"] = client.Secret,
        };
        Assert.Null((await app.AskAsync("use", settings)).Error);
        var email = await host.Server.AddUserAsync();

        await person.Page.GotoAsync(address);
        if (button is not null)
            await person.Page.ClickAsync(button);
        await person.SignInAsync(email);
        await person.AllowAsync();

        var said = await person.AppSaysAsync(address);
        Assert.True(said.TryGetProperty("claims", out var claims), said.ToString());
        var inUserInfo = said.GetProperty("person");
        Assert.Equal(claims.GetProperty("sub").GetString(), inUserInfo.GetProperty("sub").GetString());
        Assert.Equal(email, inUserInfo.GetProperty("email").GetString());
        Assert.Equal("Test Person", inUserInfo.GetProperty("name").GetString());
        if (after is not null)
            await after(person, address);
    }
}
