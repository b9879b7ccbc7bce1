using Identity.Server.Consents;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

/// <summary>A person sees which apps have access, and ends it.</summary>
public sealed class AppsTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Apps_that_were_allowed_or_hold_tokens_are_listed_in_words()
    {
        var scene = await Scene.SetAsync(host.Server, client: app => app with { Name = "Mail <reader>" });
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(scene.Email);
        Assert.Contains(
            "No app has access to your account.",
            (await visitor.GetAsync("/account/apps")).Body,
            StringComparison.Ordinal
        );

        (await scene.SignInAsync("openid email offline_access")).ShouldSucceed();
        var allowed = await Errand.BeginAsync(host.Server, visitor);
        await AllowAsync(scene.Email, allowed.Client.Id, "openid", "profile");
        var page = await visitor.GetAsync("/account/apps");

        foreach (
            var words in (string[])
                ["Mail &lt;reader&gt;", "Keep this access while you are away", "Web App", "See your profile", "Since "]
        )
        {
            Assert.Contains(words, page.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Withdrawing_ends_the_consent_the_refresh_tokens_and_the_access_tokens()
    {
        var scene = await Scene.SetAsync(host.Server);
        var other = await host.Server.AddClientAsync(["openid", "offline_access"]);
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(scene.Email);
        await AllowAsync(scene.Email, scene.Client.Id, "openid");
        await AllowAsync(scene.Email, other.Id, "openid");
        var tokens = await scene.SignInAsync();
        var apart = await host.Server.SignInAsync(other, scene.Email, "openid offline_access");
        (await scene.IntrospectAsync(tokens.Issued())).ShouldBeActive();

        var done = await visitor.SubmitAsync("/account/apps", ("app", scene.Client.Id));

        Assert.Equal("/account/apps", done.Location);
        var page = await visitor.GetAsync("/account/apps");
        Assert.Contains("has no access any more.", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain($"value=\"{scene.Client.Id}\"", page.Body, StringComparison.Ordinal);
        Assert.Contains($"value=\"{other.Id}\"", page.Body, StringComparison.Ordinal);
        var id = (await host.Server.Get<People>().FindActiveAsync(scene.Email, Ct))!.Id;
        Assert.Null(await host.Server.Get<ConsentLedger>().FindAsync(id, scene.Client.Id, Ct));
        (await scene.RefreshAsync(tokens.Issued("refresh_token"))).ShouldRefuse("invalid_grant");
        await IsOverAsync(scene, tokens.Issued());
        (await host.Server.TokenAsync(other, Scene.RefreshForm(apart.Issued("refresh_token")))).ShouldSucceed();
    }

    [Fact]
    public async Task Nobody_withdraws_for_somebody_else()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = await scene.FirstRefreshTokenAsync();
        using var stranger = new Visitor(host.Server);
        await stranger.SignInAsync(await host.Server.AddUserAsync());

        var form = (await stranger.GetAsync("/account/profile")).Token!;
        foreach (var app in (string[])[scene.Client.Id, "nobody", "", "' OR true --"])
        {
            var visit = await stranger.PostAsync("/account/apps", ("app", app), ("form", form));
            Assert.Equal("/account/apps", visit.Location);
        }

        Assert.DoesNotContain(
            "has no access any more.",
            (await stranger.GetAsync("/account/apps")).Body,
            StringComparison.Ordinal
        );
        (await scene.RefreshAsync(token)).ShouldSucceed();
    }

    [Fact]
    public async Task An_app_that_is_gone_can_still_be_withdrawn()
    {
        var email = await host.Server.AddUserAsync();
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(email);
        await AllowAsync(email, "long-gone", "openid");

        Assert.Contains("long-gone", (await visitor.GetAsync("/account/apps")).Body, StringComparison.Ordinal);
        await visitor.SubmitAsync("/account/apps", ("app", "long-gone"));
        await visitor.GetAsync("/account/apps");

        Assert.DoesNotContain("long-gone", (await visitor.GetAsync("/account/apps")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_copy_of_ones_data_has_them_too()
    {
        var email = await host.Server.AddUserAsync();
        using var visitor = new Visitor(host.Server);
        await visitor.SignInAsync(email);
        await AllowAsync(email, "some-app", "openid", "email");

        var copy = await visitor.GetAsync("/account/data?handler=File");

        Assert.Contains("\"clientId\": \"some-app\"", copy.Body, StringComparison.Ordinal);
        Assert.Contains("\"details\"", copy.Body, StringComparison.Ordinal);
    }

    private async Task AllowAsync(string email, string clientId, params string[] scopes)
    {
        var id = (await host.Server.Get<People>().FindActiveAsync(email, Ct))!.Id;
        await host.Server.Get<ConsentLedger>().GrantAsync(id, clientId, scopes, Ct);
    }

    // The node hears of it by the database, as every other does.
    private static async Task IsOverAsync(Scene scene, string token)
    {
        for (var i = 0; i < 100; i++)
        {
            var answer = await scene.IntrospectAsync(token);
            if (!answer.Json.GetProperty("active").GetBoolean())
                return;
            await Task.Delay(20, Ct);
        }
        (await scene.IntrospectAsync(token)).ShouldBeInactive();
    }
}
