using Identity.Jose;
using Identity.Server.Resources;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Token;

/// <summary>Each API's tokens are signed, shaped and timed as the API wants them.</summary>
public sealed class AccessTokenProfileTests(ClassServer host) : IClassFixture<ClassServer>
{
    public static TheoryData<string> Algorithms => [.. JwsAlgorithm.All.Select(algorithm => algorithm.Name)];

    [Theory, Spec("RFC 7518 §3.1"), Spec("RFC 9068 §2.1")]
    [MemberData(nameof(Algorithms))]
    public async Task An_api_gets_tokens_signed_with_its_own_algorithm(string name)
    {
        Assert.True(JwsAlgorithm.TryParse(name, out var algorithm));
        var scene = await Scene.SetAsync(host.Server, algorithm);

        var token = (await scene.SignInAsync()).Issued();

        var keys = algorithm.IsSymmetric
            ? new VerificationKeys(VerificationKey.FromSecret(algorithm, scene.Secret))
            : await host.Server.KeysAsync();
        var valid = ServedKeys.Verify(keys, token, "at+jwt", TimeProvider.System.GetUtcNow());
        Assert.Equal(name, valid.Header.Algorithm.Name);
        Assert.Equal([scene.Audience], valid.Claims.Audience);
        (await scene.IntrospectAsync(token)).ShouldBeActive();
    }

    [Fact, Spec("RFC 7518 §3.2")]
    public async Task An_api_may_bring_the_secret_that_it_has()
    {
        var secret = Enumerable.Range(1, 32).Select(i => (byte)i).ToArray();
        var scene = await Scene.SetAsync(host.Server, JwsAlgorithm.HS256, asked => asked with { Secret = secret });

        var token = (await scene.ClientCredentialsAsync()).Issued();

        var keys = new VerificationKeys(VerificationKey.FromSecret(JwsAlgorithm.HS256, secret));
        ServedKeys.Verify(keys, token, "at+jwt", TimeProvider.System.GetUtcNow());
    }

    [Fact, Spec("OpenID Connect Core §2")]
    public async Task The_id_token_keeps_its_own_algorithm_whatever_the_apis_is()
    {
        var scene = await Scene.SetAsync(host.Server, JwsAlgorithm.HS256);

        var valid = await host.Server.VerifyAsync((await scene.SignInAsync()).Issued("id_token"), "JWT");

        Assert.Equal("RS256", valid.Header.Algorithm.Name);
    }

    [Fact, Spec("RFC 7519 §5.1")]
    public async Task A_plain_token_has_the_chosen_claims_and_no_other()
    {
        var scene = await Scene.SetAsync(
            host.Server,
            JwsAlgorithm.HS256,
            asked =>
                asked with
                {
                    Profile = TokenProfile.Plain,
                    Subject = SubjectForm.Email,
                    Claims = ["name", "email_verified"],
                }
        );

        var token = (await scene.SignInAsync(scene.Scope)).Issued();

        Assert.Equal("JWT", ServedKeys.Header(token).GetProperty("typ").GetString());
        var claims = ServedKeys.Claims(token);
        Assert.Equal(["email_verified", "exp", "iat", "name", "sub"], claims.Members());
        Assert.Equal(scene.Email, claims.GetProperty("sub").GetString());
        Assert.Equal("Test Person", claims.GetProperty("name").GetString());
        (await scene.Server.IntrospectAsync(await scene.AddApiClientAsync(), token)).ShouldBeActive();
    }

    [Fact, Spec("RFC 7519 §4.1.3")]
    public async Task A_plain_token_under_the_servers_key_says_for_whom_it_is()
    {
        var scene = await Scene.SetAsync(
            host.Server,
            JwsAlgorithm.ES256,
            asked =>
                asked with
                {
                    Profile = TokenProfile.Plain,
                    Claims = ["iss", "jti", "scope", "client_id", "email", "zoneinfo"],
                }
        );

        var valid = await host.Server.VerifyAsync((await scene.SignInAsync()).Issued(), "JWT");

        Assert.Equal([scene.Audience], valid.Claims.Audience);
        Assert.Equal("Europe/Warsaw", valid.Claims.GetString("zoneinfo"));
        Assert.Equal(
            ["aud", "client_id", "email", "exp", "iat", "iss", "jti", "scope", "sub", "zoneinfo"],
            valid.Claims.Json.Members()
        );
    }

    [Theory, Spec("RFC 6749 §5.1")]
    [InlineData(null, null, 600)]
    [InlineData(3600, null, 3600)]
    [InlineData(null, 60, 60)]
    [InlineData(3600, 60, 60)]
    [InlineData(60, 3600, 60)]
    [InlineData(null, 3600, 600)]
    public async Task A_token_lives_as_long_as_its_api_says_and_a_client_may_only_shorten_that(
        int? api,
        int? client,
        int expected
    )
    {
        var scene = await Scene.SetAsync(
            host.Server,
            api: asked => asked with { AccessTokenLifetime = Seconds(api) },
            client: asked => asked with { Lifetimes = new(Seconds(client), null, null) }
        );

        var answer = await scene.ClientCredentialsAsync();

        Assert.Equal(TimeSpan.FromSeconds(expected), ServedKeys.Lifetime(answer.Issued()));
        Assert.Equal(expected, answer.Json.GetProperty("expires_in").GetInt32());
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;
}
