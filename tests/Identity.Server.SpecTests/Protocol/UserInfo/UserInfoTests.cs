using Identity.Jose;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.UserInfo;

public sealed class UserInfoTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("OpenID Connect Core §5.3.2"), Spec("OpenID Connect Core §5.4"), Spec("OpenID Connect Core §5.6")]
    [InlineData("openid", "sub")]
    [InlineData("openid email", "email email_verified sub")]
    [InlineData("openid profile", "name sub updated_at zoneinfo")]
    [InlineData("openid profile email", "email email_verified name sub updated_at zoneinfo")]
    public async Task The_scopes_decide_which_claims_there_are(string scope, string claims)
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.UserInfoAsync((await scene.SignInAsync(scope)).Issued());

        answer.ShouldSucceed();
        Assert.Equal(claims.Split(' '), answer.Json.Members());
        Assert.True(answer.Response.Headers.CacheControl!.NoStore);
    }

    [Fact, Spec("OpenID Connect Core §5.3.2"), Spec("OpenID Connect Core §5.1")]
    public async Task It_says_what_the_account_says_and_the_subject_is_the_id_tokens()
    {
        var scene = await Scene.SetAsync(host.Server);
        var tokens = await scene.SignInAsync();

        var answer = await host.Server.UserInfoAsync(tokens.Issued());

        Assert.Equal(ServedKeys.Claims(tokens.Issued("id_token")).GetProperty("sub").GetString(), answer.Issued("sub"));
        Assert.Equal(scene.Email, answer["email"]);
        Assert.True(answer.Json.GetProperty("email_verified").GetBoolean());
        Assert.Equal("Test Person", answer["name"]);
        Assert.Equal("Europe/Warsaw", answer["zoneinfo"]);
    }

    [Fact, Spec("OpenID Connect Core §5.3.2")]
    public async Task A_claim_without_a_value_is_left_out()
    {
        var scene = await Scene.SetAsync(host.Server);
        var email = await host.Server.AddUserAsync(asked => asked with { Name = null, TimeZone = null });
        var token = (await host.Server.SignInAsync(scene.Client, email, "openid profile")).Issued();

        var answer = await host.Server.UserInfoAsync(token);

        Assert.Equal(["sub", "updated_at"], answer.Json.Members());
    }

    [Fact, Spec("RFC 6750 §2.2"), Spec("OpenID Connect Core §5.3.1")]
    public async Task The_token_may_be_posted_in_a_form()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync()).Issued();

        (await host.Server.PostAsync("/connect/userinfo", client: null, ("access_token", token))).ShouldSucceed();
    }

    [Fact, Spec("RFC 6750 §2.1"), Spec("OpenID Connect Core §5.3.1")]
    public async Task A_post_without_a_form_may_carry_it_in_the_header()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync()).Issued();

        var answer = await host.Server.PostRawAsync("/connect/userinfo", $"bearer {token}", [], contentType: null);

        answer.ShouldSucceed();
    }

    [Fact, Spec("RFC 6750 §2"), Spec("RFC 6750 §3.1")]
    public async Task The_token_in_both_places_is_refused()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync()).Issued();

        var answer = await host.Server.PostRawAsync(
            "/connect/userinfo",
            $"Bearer {token}",
            System.Text.Encoding.ASCII.GetBytes($"access_token={token}")
        );

        answer.ShouldRefuse("invalid_request");
        Assert.Contains("error=\"invalid_request\"", Challenge(answer), StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 6750 §3.1"), Spec("RFC 6750 §3")]
    public async Task Without_a_token_there_is_a_challenge_and_nothing_that_names_an_error()
    {
        var answer = await host.Server.UserInfoAsync(token: null);

        Assert.Equal((401, ""), (answer.Status, answer.Body));
        Assert.Equal("Bearer realm=\"identity\"", Challenge(answer));
        Assert.True(answer.Response.Headers.CacheControl!.NoStore);
    }

    [Fact, Spec("RFC 6750 §2.3")]
    public async Task A_token_in_the_url_is_not_looked_for()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync()).Issued();

        var answer = await host.Server.GetAsync($"/connect/userinfo?access_token={token}");

        Assert.Equal(401, answer.Status);
    }

    [Theory, Spec("RFC 6750 §3.1")]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData("rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("two words")]
    public async Task What_is_no_access_token_of_ours_is_refused(string token)
    {
        var answer = await host.Server.PostRawAsync("/connect/userinfo", $"Bearer {token}", [], contentType: null);

        answer.ShouldRefuse("invalid_token", 401);
        Assert.Contains("error=\"invalid_token\"", Challenge(answer), StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 6750 §3.1"), Spec("RFC 6750 §3")]
    public async Task A_token_without_openid_lacks_a_scope_and_is_told_which()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.UserInfoAsync((await scene.SignInAsync(scene.Scope)).Issued());

        answer.ShouldRefuse("insufficient_scope", 403);
        Assert.Contains("error=\"insufficient_scope\"", Challenge(answer), StringComparison.Ordinal);
        Assert.Contains("scope=\"openid\"", Challenge(answer), StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 6750 §3.1"), Spec("RFC 9700 §4.15.1")]
    public async Task A_clients_own_token_is_about_nobody()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.UserInfoAsync((await scene.ClientCredentialsAsync()).Issued());

        answer.ShouldRefuse("insufficient_scope", 403);
    }

    [Fact, Spec("RFC 8725 §3.1")]
    public async Task A_token_signed_with_a_shared_secret_is_refused()
    {
        var scene = await Scene.SetAsync(host.Server, JwsAlgorithm.HS256);

        var answer = await host.Server.UserInfoAsync((await scene.SignInAsync()).Issued());

        answer.ShouldRefuse("invalid_token", 401);
    }

    [Fact, Spec("OpenID Connect Core §5.3.3")]
    public async Task An_id_token_opens_nothing()
    {
        var scene = await Scene.SetAsync(host.Server);

        (await host.Server.UserInfoAsync((await scene.SignInAsync()).Issued("id_token"))).ShouldRefuse(
            "invalid_token",
            401
        );
    }

    [Fact, Spec("RFC 6750 §3.1")]
    public async Task Nothing_is_said_of_a_suspended_person()
    {
        var scene = await Scene.SetAsync(host.Server);
        var token = (await scene.SignInAsync()).Issued();
        await scene.SuspendAsync();

        (await host.Server.UserInfoAsync(token)).ShouldRefuse("invalid_token", 401);
    }

    private static string Challenge(TestAnswer answer) => answer.Response.Headers.WwwAuthenticate.ToString();
}
