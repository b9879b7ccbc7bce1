using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>An assertion that was seen on its way is shown again: to the same endpoint or another, at once or later.</summary>
public sealed class AssertionReplay(ClassServer host) : IClassFixture<ClassServer>
{
    [Fact, Spec("RFC 7523 §3"), Spec("OpenID Connect Core §9")]
    public async Task A_hundred_uses_at_once_succeed_once()
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var assertion = signer.Assertion();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => signer.TokenAsync(assertion)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.ShouldRefuse("invalid_client", 401));
        (await signer.TokenAsync()).ShouldSucceed();
    }

    [Fact]
    public async Task Two_nodes_let_it_in_once_between_them()
    {
        await using var other = await TestServer.StartAsync(
            host.ConnectionString,
            TestContext.Current.CancellationToken,
            new Dictionary<string, string?> { ["Issuer"] = host.Server.Issuer }
        );
        var signer = await Signer.WithSecretAsync(host.Server);
        await other.Get<Clients.ClientCatalog>().ReloadAsync(TestContext.Current.CancellationToken);
        var there = signer with { Scene = signer.Scene with { Server = other } };
        (await there.TokenAsync(signer.Assertion())).ShouldSucceed();

        for (var i = 0; i < 10; i++)
        {
            var assertion = signer.Assertion();
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 10).Select(n => (n % 2 == 0 ? signer : there).TokenAsync(assertion))
            );
            Assert.Single(answers, answer => answer.Status == 200);
        }
    }

    [Theory]
    [InlineData("/connect/introspect")]
    [InlineData("/connect/revoke")]
    public async Task What_was_used_at_one_endpoint_is_used_at_all(string path)
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var assertion = signer.Assertion();
        (await signer.Server.PostAsync(path, null, [("token", "x"), .. Signer.Form(assertion)])).ShouldSucceed();

        (await signer.TokenAsync(assertion)).ShouldRefuse("invalid_client", 401);
    }

    [Fact]
    public async Task The_other_encoding_of_the_same_signature_is_the_same_assertion()
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var assertion = signer.Assertion();
        (await signer.TokenAsync(assertion)).ShouldSucceed();

        (await signer.TokenAsync(SignatureMalleability.Twin(assertion))).ShouldRefuse("invalid_client", 401);
    }

    [Fact]
    public async Task A_longer_life_cannot_be_written_into_it()
    {
        var signer = await Signer.WithKeyAsync(host.Server);
        var assertion = signer.Assertion();
        (await signer.TokenAsync(assertion)).ShouldSucceed();
        var claims = Forge.Claims(assertion);
        claims["exp"] = Signer.Now.AddMinutes(30).ToUnixTimeSeconds();
        claims["jti"] = "another";

        (await signer.TokenAsync(Forge.Altered(assertion, claims: claims))).ShouldRefuse("invalid_client", 401);
    }
}
