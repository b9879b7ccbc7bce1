using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>A client that was disabled uses the token of its registration to come back.</summary>
public sealed class RegistrationTokenRevivesClient(OpenServer host) : IClassFixture<OpenServer>
{
    [Fact, Spec("RFC 7592 §2.2"), Spec("RFC 7592 §5")]
    public async Task A_disabled_client_stays_disabled()
    {
        var registered = await host.Server.RegisterAsync();
        var client = registered.ToClient();
        await host.Server.DisableAsync(client);
        var description = Registrations.Description(("client_id", client.Id), ("client_name", "Another Name"));

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            (await host.Server.ManageAsync(method, registered, description)).ShouldRefuse("invalid_token", 401);
            (await host.Server.RevokeNothingAsync(client)).ShouldRefuse("invalid_client", 401);
        }

        var known = host.Server.Get<ClientCatalog>().Find(client.Id)!;
        Assert.True(known.IsDisabled);
        Assert.Equal("An App", known.Name);
    }

    [Fact, Spec("RFC 7592 §5")]
    public async Task A_client_that_an_operator_registered_has_no_such_token()
    {
        var ours = await host.Server.AddClientAsync(["openid"]);
        var stranger = await host.Server.RegisterAsync();

        foreach (var token in new[] { stranger.Issued201("registration_access_token"), ours.Secret!, "ra_" })
        {
            var refused = await host.Server.SendJsonAsync(
                HttpMethod.Put,
                $"/connect/register/{ours.Id}",
                Registrations.Description(("client_id", ours.Id)).ToJsonString(),
                token
            );
            refused.ShouldRefuse("invalid_token", 401);
        }

        (await host.Server.RevokeNothingAsync(ours)).ShouldSucceed();
    }
}
