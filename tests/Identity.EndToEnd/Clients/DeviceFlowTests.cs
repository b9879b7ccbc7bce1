using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Clients;

/// <summary>npm's openid-client as a device, and somebody with a real browser beside it.</summary>
public sealed class DeviceFlowTests(Chromium chromium, ClassServer fixture) : IClassFixture<ClassServer>
{
    private readonly TestServer _server = fixture.Server;

    [Fact, Spec("RFC 8628 §3")]
    public async Task A_person_lets_a_device_in_and_it_acts_for_them()
    {
        var email = await _server.AddUserAsync();
        await using var device = await DeviceAsync();
        var begun = await BeginAsync(device);
        var polling = device.AskAsync("poll", Begun(begun));

        await using var person = await DecideAsync(begun, email, "Yes, let it in");

        Assert.Equal("Your device is let in", await person.Page.InnerTextAsync("h1"));
        var tokens = (await polling).Value;
        var subject = tokens.GetProperty("claims").GetProperty("sub").GetString();
        var asked = new JsonObject
        {
            ["token"] = tokens.GetProperty("access_token").GetString(),
            ["subject"] = subject,
        };
        var claims = (await device.AskAsync("userInfo", asked)).Value;
        Assert.Equal(email, claims.GetProperty("email").GetString());
        var refresh = new JsonObject { ["token"] = tokens.GetProperty("refresh_token").GetString() };
        Assert.Null((await device.AskAsync("refresh", refresh)).Error);
        Assert.Empty(person.Complaints);
    }

    [Fact, Spec("RFC 8628 §3.5")]
    public async Task A_person_turns_a_device_away_and_it_is_told()
    {
        var email = await _server.AddUserAsync();
        await using var device = await DeviceAsync();
        var begun = await BeginAsync(device);
        var polling = device.AskAsync("poll", Begun(begun));

        await using var person = await DecideAsync(begun, email, "No, refuse");

        Assert.Equal("The device was turned away", await person.Page.InnerTextAsync("h1"));
        Assert.Equal("access_denied", (await polling).OAuthError);
    }

    private static JsonObject Begun(JsonElement begun) => new() { ["begun"] = JsonNode.Parse(begun.GetRawText()) };

    private static async Task<JsonElement> BeginAsync(Script device) =>
        (await device.AskAsync("device", new JsonObject { ["scope"] = "openid email offline_access" })).Value;

    private async Task<Script> DeviceAsync()
    {
        var client = await _server.AddClientAsync(["openid", "email", "offline_access"]);
        var device = await Script.NodeAsync("openid-client.mjs");
        _ = (
            await device.AskAsync(
                "discover",
                new JsonObject
                {
                    ["issuer"] = _server.Issuer,
                    ["clientId"] = client.Id,
                    ["secret"] = client.Secret,
                    ["method"] = "client_secret_basic",
                }
            )
        ).Value;
        return device;
    }

    private async Task<Person> DecideAsync(JsonElement begun, string email, string decision)
    {
        var person = await Person.AtAsync(chromium, _server.Issuer);
        await person.DecideOnDeviceAsync(
            begun.GetProperty("verification_uri").GetString()!,
            begun.GetProperty("user_code").GetString()!,
            email,
            decision
        );
        return person;
    }
}
