using System.Text.RegularExpressions;
using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Device;

public sealed partial class DeviceAuthorizationTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 8628 §3.2")]
    public async Task A_device_is_told_what_to_show_and_what_to_ask_with()
    {
        var scene = await Scene.SetAsync(host.Server);

        var begun = await scene.BeginDeviceAsync();

        begun.ShouldSucceed();
        Assert.Equal(["device_code", "expires_in", "interval", "user_code", "verification_uri"], begun.Json.Members());
        Assert.Matches(ShownCode(), begun["user_code"]);
        Assert.Equal($"{host.Server.Issuer}/device", begun["verification_uri"]);
        Assert.Equal(600, begun.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal(5, begun.Json.GetProperty("interval").GetInt32());
        Assert.Equal("application/json", begun.Response.Content.Headers.ContentType?.MediaType);
        Assert.True(begun.Response.Headers.CacheControl?.NoStore);
    }

    [Fact, Spec("RFC 8628 §5.2")]
    public async Task Every_device_gets_codes_of_its_own()
    {
        var scene = await Scene.SetAsync(host.Server);

        var (one, other) = (await scene.BeginDeviceAsync(), await scene.BeginDeviceAsync());

        Assert.NotEqual(one.Issued("device_code"), other.Issued("device_code"));
        Assert.NotEqual(one.Issued("user_code"), other.Issued("user_code"));
    }

    [Fact, Spec("RFC 8628 §3.3.1")]
    public async Task A_first_party_app_may_show_the_code_as_a_picture()
    {
        var scene = await Scene.SetAsync(host.Server, client: asked => asked with { IsFirstParty = true });

        var begun = await scene.BeginDeviceAsync();

        Assert.Equal(
            $"{begun["verification_uri"]}?user_code={begun["user_code"]}",
            begun.Issued("verification_uri_complete")
        );
    }

    [Fact, Spec("RFC 8628 §3.1")]
    public async Task A_public_client_names_itself()
    {
        var scene = await Scene.SetAsync(
            host.Server,
            client: asked =>
                asked with
                {
                    AuthenticationMethod = ClientAuthenticationMethod.None,
                    GrantTypes = [Devices.GrantType],
                }
        );

        (await scene.BeginDeviceAsync()).ShouldSucceed();
    }

    [Fact, Spec("RFC 8628 §3.1"), Spec("RFC 6749 §5.2")]
    public async Task A_client_that_does_not_authenticate_gets_nothing()
    {
        var scene = await Scene.SetAsync(host.Server);

        foreach (
            var client in new[]
            {
                scene.Client with
                {
                    Secret = "wrong",
                },
                scene.Client with
                {
                    Secret = null,
                },
                scene.Client with
                {
                    Id = "nobody",
                },
            }
        )
        {
            (await (scene with { Client = client }).BeginDeviceAsync()).ShouldRefuse("invalid_client", 401);
        }
        await host.Server.DisableAsync(scene.Client);
        (await scene.BeginDeviceAsync()).ShouldRefuse("invalid_client", 401);
    }

    [Fact, Spec("RFC 8628 §3.4")]
    public async Task A_device_that_does_not_authenticate_fetches_nothing()
    {
        var scene = await Scene.SetAsync(host.Server);
        var begun = await scene.BeginDeviceAsync();
        await scene.ApproveAsync(begun);

        foreach (var secret in (string?[])[null, "wrong"])
        {
            var impostor = scene with { Client = scene.Client with { Secret = secret } };
            (await impostor.PollAsync(begun)).ShouldRefuse("invalid_client", 401);
        }

        (await scene.PollAsync(begun)).ShouldSucceed();
    }

    [Fact, Spec("RFC 8628 §3.1")]
    public async Task Parameters_are_read_as_everywhere()
    {
        var scene = await Scene.SetAsync(host.Server);

        (await scene.BeginDeviceAsync(null, ("resource", ""), ("unknown", "value"))).ShouldSucceed();
        (await scene.BeginDeviceAsync(null, ("scope", "openid"))).ShouldRefuse("invalid_request");
    }

    [Fact, Spec("RFC 8628 §3.1"), Spec("RFC 6749 §5.2")]
    public async Task A_client_without_the_grant_is_refused_at_both_ends()
    {
        var scene = await Scene.SetAsync(
            host.Server,
            client: asked => asked with { GrantTypes = ["client_credentials"] }
        );
        var other = await Scene.SetAsync(host.Server);

        (await scene.BeginDeviceAsync(scene.Scope)).ShouldRefuse("unauthorized_client");
        (await scene.PollAsync(await other.BeginDeviceAsync())).ShouldRefuse("unauthorized_client");
    }

    [Fact, Spec("RFC 8628 §3.1"), Spec("RFC 6749 §3.3")]
    public async Task Scopes_are_checked_when_they_are_asked_for()
    {
        var scene = await Scene.SetAsync(host.Server);
        var (_, foreign, _) = await host.Server.AddApiAsync();

        (await scene.BeginDeviceAsync("openid unheard-of")).ShouldRefuse("invalid_scope");
        (await scene.BeginDeviceAsync(foreign)).ShouldRefuse("invalid_scope");
        (await scene.BeginDeviceAsync("open\"id")).ShouldRefuse("invalid_scope");
    }

    [Fact, Spec("RFC 8707 §2")]
    public async Task So_are_resources()
    {
        var scene = await Scene.SetAsync(host.Server);

        (await scene.BeginDeviceAsync(null, ("resource", "urn:nobody"))).ShouldRefuse("invalid_target");
        (await scene.BeginDeviceAsync("openid", ("resource", scene.Audience))).ShouldRefuse("invalid_target");
        (await scene.BeginDeviceAsync(null, ("resource", scene.Audience))).ShouldSucceed();
    }

    [Fact, Spec("RFC 8628 §3.1")]
    public async Task It_is_asked_by_post()
    {
        Assert.Equal(405, (await host.Server.GetAsync("/connect/device")).Status);
    }

    [Fact, Spec("RFC 8628 §4")]
    public async Task Discovery_says_where_and_that_it_works()
    {
        var document = await host.Server.GetAsync("/.well-known/oauth-authorization-server");

        Assert.Equal($"{host.Server.Issuer}/connect/device", document["device_authorization_endpoint"]);
        Assert.Contains(
            Devices.GrantType,
            document.Json.GetProperty("grant_types_supported").EnumerateArray().Select(name => name.GetString())
        );
    }

    [GeneratedRegex("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", RegexOptions.None, 1000)]
    private static partial Regex ShownCode();
}
