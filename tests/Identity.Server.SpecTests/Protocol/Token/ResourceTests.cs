using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Token;

/// <summary>One token, one API: how a client says which.</summary>
public sealed class ResourceTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 8707 §2"), Spec("RFC 8707 §2.2")]
    public async Task Resource_chooses_the_api_and_leaves_out_the_scopes_of_others()
    {
        var (scene, other) = await TwoApisAsync();

        var answer = await host.Server.TokenAsync(
            scene.Client,
            scene.ClientForm.With("scope", $"{scene.Scope} {other.Scope}").With("resource", other.Audience)
        );

        Assert.Equal(other.Scope, answer.Issued("scope"));
        var claims = ServedKeys.Claims(answer.Issued());
        Assert.Equal(other.Audience, claims.GetProperty("aud").GetString());
        Assert.Equal(other.Scope, claims.GetProperty("scope").GetString());
    }

    [Fact, Spec("RFC 8707 §2")]
    public async Task Resource_alone_gives_every_scope_of_that_api()
    {
        var (scene, other) = await TwoApisAsync();

        var answer = await host.Server.TokenAsync(
            scene.Client,
            scene.ClientForm.Without("scope").With("resource", other.Audience)
        );

        Assert.Equal(other.Scope, answer.Issued("scope"));
    }

    [Theory, Spec("RFC 8707 §2")]
    [InlineData("urn:test:nobody")]
    [InlineData("not a uri")]
    public async Task An_unknown_resource_is_refused(string resource)
    {
        var (scene, _) = await TwoApisAsync();

        var answer = await host.Server.TokenAsync(scene.Client, scene.ClientForm.With("resource", resource));

        answer.ShouldRefuse("invalid_target");
    }

    [Fact, Spec("RFC 8707 §2")]
    public async Task A_resource_that_no_scope_asked_for_belongs_to_is_refused()
    {
        var (scene, other) = await TwoApisAsync();

        var answer = await host.Server.TokenAsync(scene.Client, scene.ClientForm.With("resource", other.Audience));

        answer.ShouldRefuse("invalid_target");
    }

    [Fact, Spec("RFC 8707 §2")]
    public async Task Two_resources_are_refused_since_a_token_has_one_audience()
    {
        var (scene, other) = await TwoApisAsync();

        var answer = await host.Server.TokenAsync(
            scene.Client,
            [.. scene.ClientForm, ("resource", scene.Audience), ("resource", other.Audience)]
        );

        answer.ShouldRefuse("invalid_target");
    }

    [Fact, Spec("RFC 8707 §2")]
    public async Task Scopes_of_two_apis_without_a_resource_are_refused()
    {
        var (scene, other) = await TwoApisAsync();

        var answer = await host.Server.TokenAsync(
            scene.Client,
            scene.ClientForm.With("scope", $"{scene.Scope} {other.Scope}")
        );

        answer.ShouldRefuse("invalid_target");
    }

    [Fact, Spec("RFC 8707 §2.2")]
    public async Task A_refresh_aims_at_each_api_in_turn_and_without_a_resource_at_the_first()
    {
        var (scene, other) = await TwoApisAsync();
        var token = await SignInToBothAsync(scene, other);

        var toOther = await scene.RefreshAsync(token, ("resource", other.Audience));
        var toFirst = await scene.RefreshAsync(toOther.Issued("refresh_token"));

        Assert.Equal(other.Audience, ServedKeys.Claims(toOther.Issued()).GetProperty("aud").GetString());
        Assert.Equal(scene.Audience, ServedKeys.Claims(toFirst.Issued()).GetProperty("aud").GetString());
    }

    [Fact, Spec("RFC 8707 §2.2"), Spec("RFC 9700 §4.14.2")]
    public async Task A_refresh_for_an_api_beyond_the_grant_loses_nothing()
    {
        var (scene, other) = await TwoApisAsync();
        var token = await scene.FirstRefreshTokenAsync();

        (await scene.RefreshAsync(token, ("resource", other.Audience))).ShouldRefuse("invalid_target");
        (await scene.RefreshAsync(token, ("resource", "urn:test:nobody"))).ShouldRefuse("invalid_target");

        await ShouldBeUnspentAsync(scene, token);
    }

    [Fact, Spec("RFC 8707 §2.2")]
    public async Task A_refresh_whose_scope_and_resource_disagree_loses_nothing()
    {
        var (scene, other) = await TwoApisAsync();
        var token = await SignInToBothAsync(scene, other);

        var answer = await scene.RefreshAsync(token, ("scope", scene.Scope), ("resource", other.Audience));

        answer.ShouldRefuse("invalid_target");
        await ShouldBeUnspentAsync(scene, token);
    }

    [Fact, Spec("RFC 8707 §2.2")]
    public async Task A_refresh_that_names_scopes_of_two_other_apis_loses_nothing()
    {
        var (scene, other) = await TwoApisAsync();
        var third = await host.Server.AddApiAsync();
        await host.Server.ChangeClientAsync(scene.Client, row => row.Scopes = [.. row.Scopes, third.Scope]);
        var token = await SignInToBothAsync(scene, other, third.Scope);

        var answer = await scene.RefreshAsync(token, ("scope", $"{other.Scope} {third.Scope}"));

        answer.ShouldRefuse("invalid_target");
        await ShouldBeUnspentAsync(scene, token);
    }

    [Fact, Spec("RFC 8707 §2.2"), Spec("RFC 6749 §3.3")]
    public async Task A_refresh_for_an_api_that_the_client_lost_loses_nothing()
    {
        var (scene, other) = await TwoApisAsync();
        var token = await SignInToBothAsync(scene, other);
        await host.Server.ChangeClientAsync(
            scene.Client,
            row => row.Scopes = [.. row.Scopes.Where(scope => scope != other.Scope)]
        );

        var answer = await scene.RefreshAsync(token, ("resource", other.Audience));

        answer.ShouldRefuse("invalid_target");
        await ShouldBeUnspentAsync(scene, token);
    }

    private static async Task ShouldBeUnspentAsync(Scene scene, string token) =>
        (await scene.IntrospectAsync(token)).ShouldBeActive();

    private static async Task<string> SignInToBothAsync(
        Scene scene,
        (string Audience, string Scope) other,
        string more = "openid"
    )
    {
        var answer = await scene.Server.TokenAsync(
            scene.Client,
            scene
                .SignInForm.With("scope", $"offline_access {scene.Scope} {other.Scope} {more}")
                .With("resource", scene.Audience)
        );
        return answer.Issued("refresh_token");
    }

    private async Task<(Scene Scene, (string Audience, string Scope) Other)> TwoApisAsync()
    {
        var other = await host.Server.AddApiAsync();
        var scene = await Scene.SetAsync(
            host.Server,
            client: asked => asked with { Scopes = [.. asked.Scopes, other.Scope] }
        );
        return (scene, (other.Audience, other.Scope));
    }
}
