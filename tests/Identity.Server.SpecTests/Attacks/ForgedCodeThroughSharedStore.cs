using Identity.Jose;
using Identity.Server.Resources;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Every artefact in every place that is meant for another.</summary>
public sealed class ForgedCodeThroughSharedStore(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 9700 §4.14"), Spec("RFC 8725 §3.11")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("HS256")]
    public async Task No_artefact_passes_for_another(string algorithm)
    {
        Assert.True(JwsAlgorithm.TryParse(algorithm, out var signs));
        var scene = await Scene.SetAsync(host.Server, signs);
        var tokens = await scene.SignInAsync();

        // As a refresh token.
        foreach (
            var other in new[]
            {
                tokens.Issued(),
                tokens.Issued("id_token"),
                $"rt_{tokens.Issued()}",
                scene.Client.Secret!,
                $"rt_{scene.Client.Secret}",
                tokens.Issued("refresh_token")[3..],
            }
        )
        {
            (await scene.RefreshAsync(other)).ShouldRefuse("invalid_grant");
        }
        // As an access token.
        foreach (var kind in new[] { "refresh_token", "id_token" })
            (await host.Server.UserInfoAsync(tokens.Issued(kind))).ShouldRefuse("invalid_token", 401);
        (await scene.IntrospectAsync(tokens.Issued("id_token"))).ShouldBeInactive();
        // As a secret, and as a password.
        foreach (var kind in new[] { "access_token", "refresh_token", "id_token" })
        {
            var impostor = scene.Client with { Secret = tokens.Issued(kind) };
            Assert.Equal(401, (await host.Server.TokenAsync(impostor, scene.ClientForm)).Status);
            (
                await host.Server.TokenAsync(scene.Client, scene.SignInForm.With("password", tokens.Issued(kind)))
            ).ShouldRefuse("invalid_grant");
        }

        await scene.ShouldBeAsGoodAsBeforeAsync(tokens);
    }

    [Fact, Spec("RFC 8725 §3.11"), Spec("RFC 9068 §5")]
    public async Task An_id_token_is_no_access_token_of_a_plain_api_that_shares_its_name_with_the_client()
    {
        var name = TestClients.Unique("shop");
        var scene = await Scene.SetAsync(
            host.Server,
            api: asked => asked with { Audience = name, Profile = TokenProfile.Plain, Claims = ["client_id", "scope"] },
            client: asked => asked with { ClientId = name }
        );
        var api = await scene.AddApiClientAsync();
        var tokens = await scene.SignInAsync();

        (await host.Server.IntrospectAsync(api, tokens.Issued())).ShouldBeActive();
        (await host.Server.IntrospectAsync(api, tokens.Issued("id_token"))).ShouldBeInactive();
        (await host.Server.UserInfoAsync(tokens.Issued("id_token"))).ShouldRefuse("invalid_token", 401);
    }

    [Fact, Spec("RFC 9700 §4.14"), Spec("RFC 6749 §10.10")]
    public async Task No_handle_of_a_sign_in_passes_for_another()
    {
        using var ready = await ReadyApp.SetAsync(host.Server);
        var posted = await ready.Visitor.PostAsync(
            "/connect/authorize",
            [.. ready.App.Request().Select(pair => (pair.Key, pair.Value))]
        );
        var pushed = (
            await host.Server.PostAsync(
                "/connect/par",
                ready.App.Client,
                [.. ready.App.Request().Select(pair => (pair.Key, pair.Value))]
            )
        )["request_uri"]!;
        var tokens = await ready.App.RedeemAsync(await ready.CodeAsync(("scope", "openid offline_access")));
        var handles = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["code"] = await ready.CodeAsync(),
            ["session"] = ready.Visitor["identity"]!,
            ["visitor"] = ready.Visitor["visitor"]!,
            ["request"] = posted.Location!.Split("request=")[1],
            ["pushed"] = pushed,
            ["access"] = tokens.Issued(),
            ["id"] = tokens.Issued("id_token"),
            ["refresh"] = tokens.Issued("refresh_token"),
            ["secret"] = ready.App.Client.Secret!,
            ["client"] = ready.App.Client.Id,
        };

        foreach (var (kind, handle) in handles)
        {
            // As it is, and disguised by the prefix of the place that it is put into.
            foreach (var disguise in (string[])["", "ac_", "rt_", "ar_", "se_", "vi_"])
            {
                var forged = disguise + (disguise.Length > 0 && handle.Length > 3 ? handle[3..] : handle);
                var isGenuine = forged == handle;
                if (!(isGenuine && kind == "code"))
                    (await ready.App.RedeemAsync(forged)).ShouldRefuse("invalid_grant");
                if (!(isGenuine && kind == "refresh"))
                {
                    (await host.Server.TokenAsync(ready.App.Client, Scene.RefreshForm(forged))).ShouldRefuse(
                        "invalid_grant"
                    );
                }
                if (!(isGenuine && kind == "access"))
                    Assert.Equal(401, (await host.Server.UserInfoAsync(forged)).Status);
                if (!(isGenuine && kind == "request"))
                {
                    var resumed = await ready.Visitor.GetAsync(
                        $"/connect/authorize/resume?request={Uri.EscapeDataString(forged)}"
                    );
                    Assert.StartsWith("/start-again", resumed.Location, StringComparison.Ordinal);
                }
                if (!(isGenuine && kind == "session"))
                {
                    using var thief = new Visitor(host.Server);
                    thief.Plant("identity", forged.Replace(",", "", StringComparison.Ordinal));
                    Assert.Equal("/signin", (await thief.GetAsync("/account")).Location);
                }
                if (!(isGenuine && kind == "pushed"))
                {
                    var address = ready.App.PushedAddress($"urn:ietf:params:oauth:request_uri:{forged}");
                    (await ready.Visitor.GetAsync(address)).ShouldStayHere();
                }
            }
        }

        (await ready.App.RedeemAsync(handles["code"])).ShouldSucceed();
        Assert.NotNull(Journey.Answer(await ready.Visitor.GetAsync(posted.Location!), ready.App)?["code"]);
        Assert.NotNull(
            Journey.Answer(await ready.Visitor.GetAsync(ready.App.PushedAddress(pushed)), ready.App)?["code"]
        );
        (await host.Server.TokenAsync(ready.App.Client, Scene.RefreshForm(handles["refresh"]))).ShouldSucceed();
    }
}
