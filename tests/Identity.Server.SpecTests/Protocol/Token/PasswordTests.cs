using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Token;

public sealed class PasswordTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 6749 §4.3.3"), Spec("RFC 6749 §5.1"), Spec("OpenID Connect Core §3.1.3.3")]
    public async Task A_person_signs_in_and_the_client_gets_all_three_tokens()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await scene.SignInAsync();

        answer.ShouldSucceed();
        Assert.Equal(
            ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"],
            answer.Json.Members()
        );
        Assert.Equal(scene.EveryScope, answer["scope"]);
        Assert.True(answer.Response.Headers.CacheControl!.NoStore);
    }

    [Fact, Spec("RFC 9068 §2.2"), Spec("RFC 9068 §2.2.1")]
    public async Task The_access_token_names_the_person_and_when_they_signed_in()
    {
        var scene = await Scene.SetAsync(host.Server);
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);

        var valid = await host.Server.VerifyAsync((await scene.SignInAsync()).Issued());

        Assert.Equal(host.Server.Issuer, valid.Claims.Issuer);
        Assert.Equal([scene.Audience], valid.Claims.Audience);
        Assert.True(Guid.TryParse(valid.Claims.Subject, out _));
        Assert.Equal(scene.Client.Id, valid.Claims.GetString("client_id"));
        Assert.Equal(scene.EveryScope, valid.Claims.GetString("scope"));
        Assert.NotNull(valid.Claims.JwtId);
        var authTime = DateTimeOffset.FromUnixTimeSeconds(valid.Claims.Json.GetProperty("auth_time").GetInt64());
        Assert.InRange(authTime, before, TimeProvider.System.GetUtcNow());
        Assert.Equal(
            ["aud", "auth_time", "client_id", "exp", "grant_id", "iat", "iss", "jti", "scope", "sub"],
            valid.Claims.Json.Members()
        );
    }

    [Fact]
    [Spec("OpenID Connect Core §2"), Spec("OpenID Connect Core §3.1.3.6"), Spec("RFC 6749 §10.16")]
    [Spec("OpenID Connect Discovery §3")]
    public async Task The_id_token_is_for_the_client_and_bound_to_the_access_token()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await scene.SignInAsync();

        var valid = await host.Server.VerifyAsync(answer.Issued("id_token"), "JWT");
        Assert.Equal(host.Server.Issuer, valid.Claims.Issuer);
        Assert.Equal([scene.Client.Id], valid.Claims.Audience);
        Assert.Equal(ServedKeys.Claims(answer.Issued()).GetProperty("sub").GetString(), valid.Claims.Subject);
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(answer.Issued()));
        Assert.Equal(Base64Url.EncodeToString(hash.AsSpan(0, 16)), valid.Claims.GetString("at_hash"));
        Assert.Equal(["at_hash", "aud", "auth_time", "exp", "iat", "iss", "sub"], valid.Claims.Json.Members());
    }

    [Fact, Spec("OpenID Connect Core §3.1.2.1")]
    public async Task Without_openid_there_is_no_id_token()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await scene.SignInAsync(scene.Scope);

        answer.ShouldSucceed();
        Assert.Null(answer["id_token"]);
    }

    [Fact, Spec("OpenID Connect Core §11")]
    public async Task Without_offline_access_there_is_no_refresh_token()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await scene.SignInAsync($"openid {scene.Scope}");

        answer.ShouldSucceed();
        Assert.Null(answer["refresh_token"]);
    }

    [Fact, Spec("OpenID Connect Core §11"), Spec("RFC 9700 §4.14.2")]
    public async Task Offline_access_is_ignored_for_a_client_that_may_not_refresh()
    {
        var scene = await Scene.SetAsync(host.Server, client: asked => asked with { GrantTypes = ["password"] });

        var answer = await scene.SignInAsync();

        answer.ShouldSucceed();
        Assert.Null(answer["refresh_token"]);
        Assert.DoesNotContain("offline_access", answer["scope"]!, StringComparison.Ordinal);
    }

    [Fact, Spec("RFC 6749 §4.3.2")]
    public async Task The_address_is_found_whatever_its_case()
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(
            scene.Client,
            scene.SignInForm.With("username", scene.Email.ToUpperInvariant())
        );

        answer.ShouldSucceed();
    }

    [Fact, Spec("RFC 9068 §2.2")]
    public async Task Without_a_scope_of_an_api_the_token_is_for_the_server_itself()
    {
        var scene = await Scene.SetAsync(host.Server);

        var valid = await host.Server.VerifyAsync((await scene.SignInAsync("openid")).Issued());

        Assert.Equal([host.Server.Issuer], valid.Claims.Audience);
    }

    [Theory, Spec("RFC 6749 §4.3.2")]
    [InlineData("username")]
    [InlineData("password")]
    public async Task A_required_parameter_that_is_missing_is_named(string parameter)
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, scene.SignInForm.Without(parameter));

        answer.ShouldRefuse("invalid_request");
        Assert.Contains(parameter, answer["error_description"]!, StringComparison.Ordinal);
    }

    [Theory, Spec("RFC 6749 §5.2"), Spec("RFC 6749 §4.3.2")]
    [InlineData("wrong")]
    [InlineData("correct horse battery staple ")]
    [InlineData("Correct horse battery staple")]
    [InlineData("correct horse battery staple, and then as much again so that it is over 72 bytes")]
    public async Task A_wrong_password_is_refused(string password)
    {
        var scene = await Scene.SetAsync(host.Server);

        var answer = await host.Server.TokenAsync(scene.Client, scene.SignInForm.With("password", password));

        answer.ShouldRefuse("invalid_grant");
    }

    [Fact, Spec("RFC 6749 §4.3.2")]
    public async Task A_client_that_does_not_authenticate_learns_nothing_of_a_password()
    {
        var scene = await Scene.SetAsync(host.Server);

        foreach (var password in (string[])[TestClients.Password, "wrong"])
        {
            foreach (var secret in (string?[])[null, "guess"])
            {
                var answer = await host.Server.TokenAsync(
                    scene.Client with
                    {
                        Secret = secret,
                    },
                    scene.SignInForm.With("password", password)
                );
                answer.ShouldRefuse("invalid_client", 401);
            }
        }
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task A_person_without_a_password_cannot_sign_in_with_one()
    {
        var scene = await Scene.SetAsync(host.Server);
        var email = await host.Server.AddUserAsync(asked => asked with { Password = null });

        var answer = await host.Server.SignInAsync(scene.Client, email, "openid");

        answer.ShouldRefuse("invalid_grant");
    }
}
