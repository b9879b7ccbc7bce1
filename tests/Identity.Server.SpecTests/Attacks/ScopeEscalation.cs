using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class ScopeEscalation(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("RFC 6749 §3.3"), Spec("RFC 6749 §4.4.2")]
    [InlineData("client_credentials")]
    [InlineData("password")]
    public async Task A_client_gets_no_scope_that_it_is_not_registered_for(string grantType)
    {
        var scene = await Scene.SetAsync(host.Server);
        var admin = await host.Server.AddApiAsync();

        foreach (var scope in new[] { admin.Scope, $"{scene.Scope} {admin.Scope}" })
        {
            var form = scene.SignInForm.With("grant_type", grantType).With("scope", scope);
            (await host.Server.TokenAsync(scene.Client, form)).ShouldRefuse("invalid_scope");
            (await host.Server.TokenAsync(scene.Client, form.With("resource", admin.Audience))).ShouldRefuse(
                "invalid_scope"
            );
        }
    }

    [Fact, Spec("RFC 6749 §3.3"), Spec("RFC 8707 §2")]
    public async Task Naming_the_resource_gives_no_scope_either()
    {
        var scene = await Scene.SetAsync(host.Server);
        var admin = await host.Server.AddApiAsync();

        var answer = await host.Server.TokenAsync(
            scene.Client,
            scene.ClientForm.Without("scope").With("resource", admin.Audience)
        );

        answer.ShouldRefuse("invalid_target");
    }

    [Fact, Spec("RFC 6749 §3.3"), Spec("RFC 6749 §4.1.3")]
    public async Task Neither_a_browser_nor_a_code_brings_what_the_client_may_not_have()
    {
        var admin = await host.Server.AddApiAsync();
        var app = await App.RegisterAsync(host.Server, asked => asked with { Scopes = ["openid", "profile"] });
        var email = await host.Server.AddUserAsync();
        using var visitor = new Visitor(host.Server);

        var asked = await visitor.TravelAsync(app, email, ("scope", $"openid {admin.Scope}"));
        var pushed = await host.Server.PostAsync(
            "/connect/par",
            app.Client,
            [.. app.Request(("scope", $"openid {admin.Scope}")).Select(pair => (pair.Key, pair.Value))]
        );
        var code = (await visitor.TravelAsync(app, email))["code"]!;
        var tokens = await app.RedeemAsync(code, ("scope", $"openid profile {admin.Scope}"));

        Assert.Equal(("invalid_scope", null), (asked["error"], asked["code"]));
        pushed.ShouldRefuse("invalid_scope");
        Assert.Equal("openid", tokens["scope"] ?? "openid");
        Assert.Equal(["sub"], (await host.Server.UserInfoAsync(tokens.Issued())).Json.Members());
    }

    [Fact, Spec("RFC 6749 §6"), Spec("RFC 9700 §4.14.2")]
    public async Task A_refresh_gives_neither_more_than_was_granted_nor_what_the_client_gained_since()
    {
        var scene = await Scene.SetAsync(host.Server);
        var admin = await host.Server.AddApiAsync();
        var narrow = (await scene.SignInAsync($"offline_access {scene.Scope}")).Issued("refresh_token");
        await host.Server.ChangeClientAsync(scene.Client, row => row.Scopes = [.. row.Scopes, admin.Scope]);

        (await scene.RefreshAsync(narrow, ("scope", $"{scene.Scope} {admin.Scope}"))).ShouldRefuse("invalid_scope");
        (await scene.RefreshAsync(narrow, ("scope", $"{scene.Scope} openid"))).ShouldRefuse("invalid_scope");
        (await scene.RefreshAsync(narrow, ("resource", admin.Audience))).ShouldRefuse("invalid_target");

        Assert.Equal($"offline_access {scene.Scope}", (await scene.RefreshAsync(narrow)).Issued("scope"));
    }

    [Fact, Spec("RFC 6749 §6")]
    public async Task A_scope_that_the_client_lost_is_not_given_even_when_it_is_asked_for()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();
        await host.Server.ChangeClientAsync(scene.Client, row => row.Scopes = ["openid", "offline_access"]);

        var answer = await scene.RefreshAsync(token, ("scope", $"openid {scene.Scope}"));

        Assert.True(answer.Status == 400 || answer["scope"] == "openid", answer.Body);
        Assert.DoesNotContain(scene.Scope, answer.Body, StringComparison.Ordinal);
    }
}
