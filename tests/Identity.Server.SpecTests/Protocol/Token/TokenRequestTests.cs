using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Token;

/// <summary>What is wrong with a token request, and what it is told.</summary>
public sealed class TokenRequestTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 6749 §5.2"), Spec("RFC 6749 §4.1.3"), Spec("RFC 6749 §4.4.2")]
    public async Task Without_a_grant_type_it_is_refused()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, scene.ClientForm.Without("grant_type"));

        answer.ShouldRefuse("invalid_request");
    }

    [Theory, Spec("RFC 6749 §5.2")]
    [InlineData("implicit")]
    [InlineData("PASSWORD")]
    [InlineData("urn:ietf:params:oauth:grant-type:saml2-bearer")]
    public async Task An_unknown_grant_type_is_refused(string grantType)
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, scene.ClientForm.With("grant_type", grantType));

        answer.ShouldRefuse("unsupported_grant_type");
    }

    [Theory, Spec("RFC 6749 §5.2")]
    [InlineData("password")]
    [InlineData("refresh_token")]
    [InlineData("client_credentials")]
    [InlineData("authorization_code")]
    public async Task A_grant_type_that_the_client_is_not_registered_for_is_refused(string grantType)
    {
        var scene = await Scene.SetAsync(
            host.Server,
            client: asked => asked with { GrantTypes = [.. asked.GrantTypes.Where(grant => grant != grantType)] }
        );
        (string, string)[] form =
        [
            .. scene.SignInForm.With("grant_type", grantType),
            ("refresh_token", "rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ];

        (await host.Server.TokenAsync(scene.Client, form)).ShouldRefuse("unauthorized_client");
    }

    [Theory, Spec("RFC 6749 §3.3"), Spec("RFC 6749 §5.2")]
    [InlineData("nothing_known")]
    [InlineData("openid  profile")]
    [InlineData(" openid")]
    [InlineData("openid ")]
    [InlineData("open\"id")]
    [InlineData("open\\id")]
    [InlineData("ópenid")]
    [InlineData("openid\tprofile")]
    [InlineData("__proto__")]
    public async Task An_unknown_or_malformed_scope_is_refused(string scope)
    {
        var scene = await Scene.SetAsync(host.Server);

        (await scene.SignInAsync(scope)).ShouldRefuse("invalid_scope");
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task A_scope_that_the_client_may_not_have_is_refused()
    {
        var scene = await Scene.SetAsync(host.Server);
        var other = await host.Server.AddApiAsync();

        (await scene.SignInAsync($"openid {other.Scope}")).ShouldRefuse("invalid_scope");
    }

    [Fact, Spec("RFC 6749 §3.3")]
    public async Task A_scope_that_is_named_twice_is_granted_once()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await scene.SignInAsync($"openid {scene.Scope} openid");

        Assert.Equal($"openid {scene.Scope}", answer.Issued("scope"));
    }

    [Theory, Spec("RFC 6749 §3.2")]
    [InlineData("grant_type", "client_credentials")]
    [InlineData("scope", "openid")]
    [InlineData("anything", "at all")]
    public async Task A_repeated_parameter_is_refused(string name, string value)
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, [.. scene.ClientForm.With(name, value), (name, value)]);

        answer.ShouldRefuse("invalid_request");
    }

    [Fact, Spec("RFC 6749 §3.2")]
    public async Task A_parameter_without_a_value_counts_as_left_out()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(
            scene.Client,
            [.. scene.ClientForm.Without("scope"), ("scope", ""), ("resource", ""), ("client_secret", "")]
        );

        Assert.Equal(scene.Scope, answer.Issued("scope"));
    }

    [Fact, Spec("RFC 6749 §3.2")]
    public async Task An_unknown_parameter_is_ignored()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, scene.ClientForm.With("audience", "urn:whoever"));

        answer.ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task Nothing_that_was_sent_comes_back()
    {
        const string Marker = "<b>marker</b>";
        var scene = await Scene.SetAsync(host.Server);

        foreach (var name in new[] { "grant_type", "scope", "username", "password", "resource", Marker })
        {
            var answer = await host.Server.TokenAsync(scene.Client, scene.SignInForm.With(name, Marker));

            Assert.DoesNotContain("marker", answer.Body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("marker", answer.Response.Headers.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory, Spec("RFC 6749 §3.2"), Spec("RFC 9110 §15.5.6")]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    public async Task Only_post_is_allowed_and_the_answer_says_so(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/connect/token?grant_type=password");

        var answer = await host.Server.SendAsync(request);

        Assert.Equal(405, answer.Status);
        Assert.Equal(["OPTIONS", "POST"], answer.Response.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }
}
