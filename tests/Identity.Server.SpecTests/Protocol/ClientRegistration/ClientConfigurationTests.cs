using System.Text.Json.Nodes;
using Identity.Server.Clients;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientRegistration;

/// <summary>What a client does with its own registration.</summary>
public sealed class ClientConfigurationTests(OpenServer host) : IClassFixture<OpenServer>
{
    [Fact]
    [Spec("RFC 7592 §2.1"), Spec("RFC 7592 §3"), Spec("OpenID Connect Dynamic Client Registration §4.3")]
    [Spec("OpenID Connect Dynamic Client Registration §4")]
    public async Task A_client_reads_what_it_is()
    {
        var registered = await host.Server.RegisterAsync();

        var read = await host.Server.ManageAsync(HttpMethod.Get, registered);

        read.ShouldSucceed();
        Assert.True(read.Response.Headers.CacheControl?.NoStore);
        var written = registered.Json.Members();
        Assert.Equal(written.Where(name => name != "client_secret"), read.Json.Members());
        foreach (var name in read.Json.Members())
            Assert.Equal(registered[name], read[name]);
    }

    [Fact, Spec("RFC 7592 §2.2")]
    public async Task A_client_becomes_what_it_says_now_and_nothing_of_what_it_said_before()
    {
        var registered = await host.Server.RegisterAsync(
            Registrations.Description(
                ("client_uri", "https://app.example/"),
                ("contacts", new JsonArray("a@app.example")),
                ("scope", "openid")
            )
        );

        var changed = await host.Server.ManageAsync(
            HttpMethod.Put,
            registered,
            Registrations.Description(
                ("client_id", registered["client_id"]),
                ("client_name", "Another Name"),
                ("redirect_uris", new JsonArray("https://app.example/other"))
            )
        );

        changed.ShouldSucceed();
        Assert.Equal(registered["client_id"], changed["client_id"]);
        Assert.Equal("Another Name", changed["client_name"]);
        Assert.Equal(["https://app.example/other"], changed.Json.Strings("redirect_uris"));
        Assert.Null(changed["client_uri"]);
        Assert.Null(changed["contacts"]);
        var known = host.Server.Get<ClientCatalog>().Find(registered["client_id"]!)!;
        Assert.Equal("Another Name", known.Name);
        Assert.Equal(["https://app.example/other"], known.RedirectUris);
        (await host.Server.RevokeNothingAsync(registered.ToClient())).ShouldSucceed();
    }

    [Fact, Spec("RFC 7592 §2.2"), Spec("RFC 7592 §5")]
    public async Task With_each_change_comes_a_new_token_and_the_old_one_is_worth_nothing()
    {
        var registered = await host.Server.RegisterAsync();
        var same = Registrations.Description(("client_id", registered["client_id"]));

        var changed = await host.Server.ManageAsync(HttpMethod.Put, registered, same);

        changed.ShouldSucceed();
        Assert.NotEqual(registered["registration_access_token"], changed["registration_access_token"]);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            (await host.Server.ManageAsync(method, registered, same)).ShouldRefuse("invalid_token", 401);
        }
        (await host.Server.ManageAsync(HttpMethod.Get, changed)).ShouldSucceed();
    }

    [Theory, Spec("RFC 7592 §2.2")]
    [InlineData("client_id", "another")]
    [InlineData("client_id", null)]
    [InlineData("client_secret", "chosen by the client")]
    [InlineData("registration_access_token", "ra_x")]
    [InlineData("registration_client_uri", "https://id.example/register/x")]
    [InlineData("client_secret_expires_at", "0")]
    [InlineData("client_id_issued_at", "0")]
    [InlineData("redirect_uris", null)]
    [InlineData("grant_types", "password")]
    public async Task A_change_that_is_not_the_clients_to_make_changes_nothing(string name, string? value)
    {
        var registered = await host.Server.RegisterAsync();
        var description = Registrations.Description(
            ("client_id", registered["client_id"]),
            ("client_name", "Another Name"),
            (name, value)
        );

        var refused = await host.Server.ManageAsync(HttpMethod.Put, registered, description);

        Assert.Equal(400, refused.Status);
        Assert.Equal("An App", (await host.Server.ManageAsync(HttpMethod.Get, registered))["client_name"]);
        (await host.Server.RevokeNothingAsync(registered.ToClient())).ShouldSucceed();
    }

    [Fact, Spec("RFC 7592 §2.2")]
    public async Task Its_own_secret_may_come_along()
    {
        var registered = await host.Server.RegisterAsync();
        var description = Registrations.Description(
            ("client_id", registered["client_id"]),
            ("client_secret", registered["client_secret"])
        );

        (await host.Server.ManageAsync(HttpMethod.Put, registered, description)).ShouldSucceed();
    }

    [Fact, Spec("RFC 7592 §2.2")]
    public async Task Who_shows_itself_in_another_way_from_now_on_has_another_secret_or_none()
    {
        var registered = await host.Server.RegisterAsync();
        var id = registered.Issued201("client_id");

        var changed = await host.Server.ManageAsync(
            HttpMethod.Put,
            registered,
            Registrations.Description(("client_id", id), ("token_endpoint_auth_method", "none"))
        );

        Assert.Null(changed["client_secret"]);
        (await host.Server.RevokeNothingAsync(new TestClient(id, Secret: null))).ShouldSucceed();
        Assert.Equal(401, (await host.Server.RevokeNothingAsync(registered.ToClient())).Status);

        var signing = await host.Server.ManageAsync(
            HttpMethod.Put,
            changed,
            Registrations.Description(("client_id", id), ("id_token_signed_response_alg", "HS256"))
        );
        (await host.Server.RevokeNothingAsync(signing.ToClient())).ShouldSucceed();
        Assert.NotNull(host.Server.Get<ClientCatalog>().Find(id)!.Secrets.Single().Key);
    }

    [Fact, Spec("RFC 7592 §2.3")]
    public async Task A_client_ends_and_all_that_it_held_with_it()
    {
        var registered = await host.Server.RegisterAsync(
            Registrations.Description(
                ("grant_types", new JsonArray(Devices.GrantType, "refresh_token")),
                ("scope", "openid offline_access")
            )
        );
        var client = registered.ToClient();
        var scene = (await Scene.SetAsync(host.Server)) with { Client = client };
        var begun = await scene.BeginDeviceAsync("openid offline_access");
        await scene.ApproveAsync(begun);
        var tokens = await scene.PollAsync(begun);
        (await host.Server.UserInfoAsync(tokens.Issued())).ShouldSucceed();

        var deleted = await host.Server.ManageAsync(HttpMethod.Delete, registered);

        Assert.Equal((204, ""), (deleted.Status, deleted.Body));
        Assert.True(deleted.Response.Headers.CacheControl?.NoStore);
        (await host.Server.UserInfoAsync(tokens.Issued())).ShouldRefuse("invalid_token", 401);
        (await scene.RefreshAsync(tokens.Issued("refresh_token"))).ShouldRefuse("invalid_client", 401);
        (await host.Server.ManageAsync(HttpMethod.Get, registered)).ShouldRefuse("invalid_token", 401);
        (await host.Server.ManageAsync(HttpMethod.Delete, registered)).ShouldRefuse("invalid_token", 401);
    }

    [Fact, Spec("RFC 7592 §2.1"), Spec("RFC 7592 §5"), Spec("OpenID Connect Dynamic Client Registration §4.4")]
    public async Task Nobody_else_learns_whether_there_is_such_a_client()
    {
        var (one, other) = (await host.Server.RegisterAsync(), await host.Server.RegisterAsync());
        var ours = await host.Server.AddClientAsync(["openid"]);
        var token = other.Issued201("registration_access_token");
        var paths = new[]
        {
            new Uri(one.Issued201("registration_client_uri")).AbsolutePath,
            $"/connect/register/{ours.Id}",
            "/connect/register/nobody",
            "/connect/register/%2500",
            "/connect/register/%F0%9F%98%80",
        };
        foreach (var path in paths)
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
            {
                (await host.Server.SendJsonAsync(method, path, "{}", token)).ShouldRefuse("invalid_token", 401);
                Assert.Equal(401, (await host.Server.SendJsonAsync(method, path, "{}", null)).Status);
            }
        }
        (await host.Server.ManageAsync(HttpMethod.Get, one)).ShouldSucceed();
        (await host.Server.RevokeNothingAsync(ours)).ShouldSucceed();
        Assert.Equal(405, (await host.Server.SendJsonAsync(HttpMethod.Post, paths[0], "{}", token)).Status);
    }
}
