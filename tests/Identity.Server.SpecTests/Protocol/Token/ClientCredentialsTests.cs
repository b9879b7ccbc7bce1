using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Token;

public sealed class ClientCredentialsTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 6749 §4.4.3"), Spec("RFC 6749 §5.1")]
    public async Task A_client_gets_an_access_token_and_no_refresh_token()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await scene.ClientCredentialsAsync();

        answer.ShouldSucceed();
        Assert.Equal("Bearer", answer["token_type"]);
        Assert.Equal(scene.Scope, answer["scope"]);
        Assert.Equal("600", answer["expires_in"]);
        Assert.Equal(["access_token", "expires_in", "scope", "token_type"], answer.Json.Members());
        Assert.True(answer.Response.Headers.CacheControl!.NoStore);
        Assert.Equal("no-cache", answer.Response.Headers.Pragma.ToString());
        Assert.Equal("application/json", answer.Response.Content.Headers.ContentType!.ToString());
    }

    [Fact, Spec("RFC 9068 §2.1"), Spec("RFC 9068 §2.2")]
    public async Task Its_access_token_names_the_client_as_the_subject()
    {
        var scene = await Scene.SetAsync(host.Server);
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);

        var token = (await scene.ClientCredentialsAsync()).Issued();

        var valid = await host.Server.VerifyAsync(token);
        Assert.Equal("RS256", valid.Header.Algorithm.Name);
        Assert.NotNull(valid.Header.KeyId);
        Assert.Equal(host.Server.Issuer, valid.Claims.Issuer);
        Assert.Equal([scene.Audience], valid.Claims.Audience);
        Assert.Equal(scene.Client.Id, valid.Claims.Subject);
        Assert.Equal(scene.Client.Id, valid.Claims.GetString("client_id"));
        Assert.Equal(scene.Scope, valid.Claims.GetString("scope"));
        Assert.InRange(valid.Claims.IssuedAt!.Value, before, TimeProvider.System.GetUtcNow());
        Assert.Equal(["aud", "client_id", "exp", "iat", "iss", "jti", "scope", "sub"], valid.Claims.Json.Members());
    }

    [Fact, Spec("RFC 9068 §2.2"), Spec("RFC 7519 §4.1.7")]
    public async Task Every_token_has_an_identifier_of_its_own()
    {
        var scene = await Scene.SetAsync(host.Server);

        var one = ServedKeys.Claims((await scene.ClientCredentialsAsync()).Issued());
        var other = ServedKeys.Claims((await scene.ClientCredentialsAsync()).Issued());

        Assert.NotEqual(one.GetProperty("jti").GetString(), other.GetProperty("jti").GetString());
    }

    [Fact, Spec("RFC 6749 §3.3")]
    public async Task Without_a_scope_it_gets_what_it_may_do_at_its_api_and_is_told_so()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, scene.ClientForm.Without("scope"));

        Assert.Equal(scene.Scope, answer.Issued("scope"));
    }

    [Theory, Spec("RFC 6749 §5.2"), Spec("OpenID Connect Core §3.1.2.1")]
    [InlineData("openid")]
    [InlineData("profile")]
    [InlineData("offline_access")]
    public async Task A_scope_that_needs_a_person_is_refused(string scope)
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, scene.ClientForm.With("scope", scope));

        answer.ShouldRefuse("invalid_scope");
    }

    [Fact, Spec("RFC 6749 §4.4")]
    public async Task A_public_client_cannot_even_be_registered_for_it()
    {
        await Assert.ThrowsAsync<Xunit.Sdk.IsTypeException>(() =>
            Scene.SetAsync(
                host.Server,
                client: asked => asked with { AuthenticationMethod = Clients.ClientAuthenticationMethod.None }
            )
        );
    }
}
