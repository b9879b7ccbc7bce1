using Identity.Jose;
using Identity.Server.Clients.Metadata;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.UserInfo;

public sealed class SignedUserInfoTests(ClassServer host) : IClassFixture<ClassServer>
{
    [Theory, Spec("OpenID Connect Core §5.3.2"), Spec("OpenID Connect Dynamic Client Registration §2")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("PS384")]
    [InlineData("ES512")]
    public async Task A_client_that_registered_for_it_is_answered_with_a_jwt(string algorithm)
    {
        var scene = await SetAsync(new ClientMetadata { UserinfoSignedResponseAlg = algorithm });
        var tokens = await scene.SignInAsync("openid email");

        var answer = await host.Server.UserInfoAsync(tokens.Issued());

        answer.ShouldSucceed();
        Assert.Equal("application/jwt", answer.Response.Content.Headers.ContentType?.ToString());
        Assert.True(answer.Response.Headers.CacheControl!.NoStore);
        var expected = new JwtExpectations
        {
            Issuer = host.Server.Issuer,
            Audience = [scene.Client.Id],
            RequireExpiration = false,
        };
        var verdict = Jwt.Validate(
            answer.Body,
            await host.Server.KeysAsync(),
            expected,
            TimeProvider.System.GetUtcNow()
        );
        var valid = Assert.IsType<JwtVerdict.Valid>(verdict);
        Assert.Equal(algorithm, valid.Header.Algorithm.Name);
        Assert.Equal(["aud", "email", "email_verified", "iss", "sub"], valid.Claims.Json.Members());
        Assert.Equal(scene.Email, valid.Claims.GetString("email"));
        Assert.Equal(ServedKeys.Claims(tokens.Issued("id_token")).GetProperty("sub").GetString(), valid.Claims.Subject);
    }

    [Fact, Spec("RFC 8725 §3.11")]
    public async Task The_jwt_opens_nothing()
    {
        var scene = await SetAsync(new ClientMetadata { UserinfoSignedResponseAlg = "RS256" });
        var jwt = (await host.Server.UserInfoAsync((await scene.SignInAsync("openid")).Issued())).Body;

        (await host.Server.UserInfoAsync(jwt)).ShouldRefuse("invalid_token", 401);
    }

    [Fact, Spec("OpenID Connect Core §5.3.3")]
    public async Task A_refusal_is_no_jwt()
    {
        var scene = await SetAsync(new ClientMetadata { UserinfoSignedResponseAlg = "RS256" });
        var token = (await scene.SignInAsync(scene.Scope)).Issued();

        (await host.Server.UserInfoAsync(token)).ShouldRefuse("insufficient_scope", 403);
    }

    [Theory, Spec("OpenID Connect Dynamic Client Registration §2"), Spec("OpenID Connect Core §3.1.3.6")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("ES384")]
    public async Task An_id_token_has_the_signature_that_its_client_registered(string algorithm)
    {
        var scene = await SetAsync(new ClientMetadata { IdTokenSignedResponseAlg = algorithm });

        var tokens = await scene.SignInAsync("openid");

        var valid = await host.Server.VerifyAsync(tokens.Issued("id_token"), "JWT");
        Assert.Equal(algorithm, valid.Header.Algorithm.Name);
        var half =
            algorithm.EndsWith("512", StringComparison.Ordinal) ? 43
            : algorithm.EndsWith("384", StringComparison.Ordinal) ? 32
            : 22;
        Assert.Equal(half, valid.Claims.GetString("at_hash")!.Length);
    }

    private Task<Scene> SetAsync(ClientMetadata metadata) =>
        Scene.SetAsync(host.Server, client: asked => asked with { Metadata = metadata });
}
